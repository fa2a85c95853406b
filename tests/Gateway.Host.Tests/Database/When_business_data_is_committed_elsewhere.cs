using System.Text.RegularExpressions;
using Xunit;

namespace Gateway.Host.Tests.Database;

/// <summary>Only the durable commit commits. Whoever needs a transaction takes the one it lends.</summary>
public sealed partial class When_business_data_is_committed_elsewhere
{
    [Fact]
    public void The_host_is_found_guilty_nowhere()
    {
        var host = Path.Combine(Machine.Repository, "src", "Gateway.Host");
        var sources = Directory.GetFiles(host, "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(host, file).Split('/')[0].Equals("Database", StringComparison.Ordinal)
                && !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .ToList();

        Assert.NotEmpty(sources);
        Assert.Empty(sources.SelectMany(file => Offences(file, File.ReadAllText(file))));
    }

    [Theory]
    [InlineData("await using var t = await connection.BeginTransactionAsync(ct);")]
    [InlineData("var t = connection.BeginTransaction();")]
    [InlineData("await transaction.CommitAsync(ct);")]
    [InlineData("transaction\n    .Commit();")]
    [InlineData("using var scope = new TransactionScope();")]
    [InlineData("await work.ExecuteAsync(\"COMMIT\");")]
    [InlineData("command.CommandText = \"set default_transaction_read_only = off\";")]
    [InlineData("command.CommandText = \"begin read write; insert into x values (1); commit\";")]
    public void A_planted_offence_is_found(string code) => Assert.NotEmpty(Offences("Planted.cs", "class X { void M() { " + code + " } }"));

    [Theory]
    [InlineData("await commit.RunAsync(key, work => work.ExecuteAsync(\"insert into committed values ($1)\", 1), ct);")]
    [InlineData("// whoever calls CommitAsync( here is refused")]
    [InlineData("log.Info(\"the commit begins\");")]
    public void What_is_no_offence_is_let_be(string code) => Assert.Empty(Offences("Innocent.cs", code));

    private static IEnumerable<string> Offences(string file, string code) =>
        Offence().Matches(Comment().Replace(code, "")).Select(match => $"{file}: {match.Value}");

    [GeneratedRegex("""
        \.\s*(Begin(Db)?Transaction|Commit)(Async)?\s*\(|\bTransactionScope\b|"\s*(begin|commit|start\s+transaction)\b\s*[;"r]|transaction_read_only|transaction\s+read\s+write
        """, RegexOptions.IgnoreCase)]
    private static partial Regex Offence();

    [GeneratedRegex(@"^\s*//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();
}
