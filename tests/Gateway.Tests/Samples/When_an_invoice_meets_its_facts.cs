using Gateway.Declarations;
using Gateway.Messages;
using Xunit;

namespace Gateway.Tests.Samples;

/// <summary>A story with <c>facts.json</c> shows in <c>joined.json</c> what its invoice becomes.</summary>
public sealed class When_an_invoice_meets_its_facts
{
    public static TheoryData<string> Stories => [.. Repository.Files.Keys.Where(file => file.EndsWith("/facts.json", StringComparison.Ordinal)).Select(file => file[..file.LastIndexOf('/')])];

    [Theory]
    [MemberData(nameof(Stories))]
    public void The_joined_declaration_is_the_one_shown(string folder)
    {
        Tree Read(string name) => CanonicalJson.Read(Repository.Files[$"{folder}/{name}"], "declaration", ReadLimits.Default).Document!;
        var (declaration, findings) = Facts.Join(Read("1-declaration.json"), Read("facts.json"));
        Assert.Empty(findings.Select(finding => finding.ToString()));
        Repository.Golden($"{folder}/joined.json", CanonicalJson.Write(declaration, "declaration"));
    }
}
