using System.Text.Json.Nodes;

namespace Gateway.Host.Tests.Declarations;

/// <summary>A declaration is held to the rules of who gets it, and to those of nobody else.</summary>
[Collection(GatewayCollection.Name)]
public sealed class When_a_declaration_goes_to_a_partner_with_rules(SharedGateway gateway) : IDisposable
{
    /// <summary>What published examples get wrong by any standard; the country of our own sample is made up.</summary>
    private static readonly HashSet<string> WrongAnywhere = ["DEC-CONTAINER", "DEC-COUNTRY", "DEC-LINE-GAP"];

    private readonly Posting _posting = new(gateway);

    public void Dispose() => _posting.Dispose();

    [Fact]
    public async Task All_rules_it_breaks_come_back_at_once_each_once_with_the_place_in_its_own_document()
    {
        var json = Posting.Declaration(SharedGateway.Word());
        json["number"] = "1050";
        json["personClass"] = "9";
        json.Remove("office");
        json["goods"]![0]!.AsObject().Remove("origin");
        var reply = (await _posting.PostAsync(json)).IsProblem(422, "DECLARATION-REFUSED");
        Assert.Equal(
            ["DEC-NUMBER number /number", "DEC-REQUIRED office ", "VN-ORIGIN goods[1]/origin /goods/0", "VN-PERSON-CLASS personClass /personClass"],
            reply.Findings.Where(finding => (string?)finding["severity"] == "error").Select(finding => $"{finding["code"]} {finding["pointer"]} {finding["path"]}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_rule_that_only_warns_holds_nothing_up()
    {
        var json = Posting.Declaration(SharedGateway.Word());
        json["goods"]![0]!["hs"] = "392690";
        var reply = await _posting.PostAsync(json);
        Assert.True((int)reply.Status == 201, reply.Text);
        Assert.Contains(reply.Findings, finding => (string?)finding["code"] == "VN-HS-DIGITS" && (string?)finding["severity"] == "warning" && (string?)finding["pointer"] == "goods[1]/hs");
    }

    [Theory]
    [InlineData("TR")]
    [InlineData("IMA")]
    public async Task A_direction_no_procedure_takes_is_said_so(string direction)
    {
        var json = Posting.Declaration(SharedGateway.Word());
        json["direction"] = direction;
        var finding = Assert.Single((await _posting.PostAsync(json)).IsProblem(422, "DECLARATION-REFUSED").Findings);
        Assert.Equal(("DEC-NO-PROCEDURE", "direction"), ((string?)finding["code"], (string?)finding["pointer"]));
        Assert.Contains($"no procedure of this enterprise takes direction {direction} on ", (string)finding["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_declaration_of_another_country_only_lacks_a_procedure()
    {
        var sample = await File.ReadAllBytesAsync(Path.Combine(GatewayRig.Root, "adapters/wco/dms2/dec/3.6/samples/import-two-lines/1-DEC.xml"), TestContext.Current.CancellationToken);
        Assert.Equal(["DEC-NO-PROCEDURE"], (await CodesAsync(sample)).Except(WrongAnywhere));
    }

    [Fact]
    public async Task Nor_do_published_ones_break_a_rule_that_is_not_theirs()
    {
        var folder = Path.Combine(Environment.GetEnvironmentVariable("GATEWAY_CORPUS") is { Length: > 0 } given ? given : Path.Combine(GatewayRig.Root, "..", "shared", "corpus"), "wco-dms2/declarations");
        Assert.SkipUnless(Directory.Exists(folder), "the published messages are not at hand (wco-dms2/declarations)");
        foreach (var file in Directory.EnumerateFiles(folder, "*.xml").Order(StringComparer.Ordinal))
        {
            var codes = await CodesAsync(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
            Assert.True(codes.Except(WrongAnywhere).SequenceEqual(["DEC-NO-PROCEDURE"]), $"{Path.GetFileName(file)}: {string.Join(", ", codes)}");
        }
    }

    private async Task<IReadOnlyList<string>> CodesAsync(byte[] xml)
    {
        var reply = await _posting.AskAsync(HttpMethod.Post, "/api/declarations", SharedGateway.Foreign, Posting.Content(xml, "application/xml"), SharedGateway.Word());
        return [.. reply.IsProblem(422, "DECLARATION-REFUSED").Findings.Where(finding => (string?)finding["severity"] == "error").Select(finding => (string)finding["code"]!).Distinct()];
    }
}
