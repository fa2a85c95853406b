using System.Text;
using System.Text.Json.Nodes;
using Gateway.Evidence;
using Gateway.Host.Evidence;
using Gateway.Host.Exchange;
using Gateway.Host.Tests.Journeys;
using Gateway.Host.Tests.Serving;
using Npgsql;

namespace Gateway.Host.Tests.Evidence;

/// <summary>A gateway that works, its chain, and a bundle somebody else checks.</summary>
public sealed class When_the_evidence_of_a_journey_leaves_the_gateway
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_sealed_beside_the_work_and_checked_without_the_gateway_and_what_is_confidential_stays()
    {
        await using var rig = await GatewayRig.StartAsync(Ct);
        var end = await JourneyEnd.PlayAsync(rig, "EVIDENCE", Ct);
        Assert.Empty(end.Differences);
        using var folder = new TestFolder();
        var (bundle, anchor) = (folder.In("evidence.zip"), Path.Combine(rig.Certificates, "gateway.crt.pem"));
        var import = end.Views.First(view => view.Declaration.Direction == "IM").Declaration.Id;

        var exported = await CommandLine.RunAsync(["evidence", "export", "--declaration", import.ToString(), "--out", bundle, "--data", rig.Folder, "--json"], Certificates(rig));
        Assert.Equal(0, exported.Exit);
        var audit = await CommandLine.RunAsync(["audit", "verify", "--data", rig.Folder, "--json"], Certificates(rig));
        Assert.True(audit.Exit == 0, audit.Output);
        Assert.True((long)JsonNode.Parse(audit.Output)!["things"]! > 60, audit.Output);
        var opened = await CommandLine.RunAsync(["audit", "verify", "--open", "--data", rig.Folder, "--json"], Certificates(rig));
        Assert.True(opened.Exit == 0, opened.Output);
        Assert.True((long)JsonNode.Parse(opened.Output)!["opened"]! > 10, opened.Output);
        var sound = await CommandLine.RunAsync(["evidence", "verify", bundle, "--anchor", anchor]);
        Assert.True(sound.Exit == 0, sound.Output);

        var files = BundleFile.Read(bundle);
        var said = JsonNode.Parse(exported.Output)!;
        var messages = said["messages"]!.AsArray();
        Assert.True(messages.Count > 12, exported.Output);
        Assert.Contains(messages, message => message!["redacted"]!.AsArray().Count > 0);
        var withheld = messages.Select(message => (string)message!["withheld"]!).Where(why => why.Length > 0).ToList();
        Assert.Equal(["it was not recognised, so nobody knows what it holds"], withheld);   // the enterprise's own file
        Assert.True(messages.Count - withheld.Count > 10, exported.Output);
        var secrets = await SecretsAsync(rig);
        Assert.All(secrets, secret => Assert.DoesNotContain(files, file => Encoding.UTF8.GetString(file.Value.Span).Contains(secret, StringComparison.Ordinal)));

        var name = files.Keys.First(file => file.StartsWith("messages/", StringComparison.Ordinal));
        var changed = files[name].ToArray();
        changed[^1] ^= 1;
        files[name] = changed;
        BundleFile.Write(bundle, files);
        var tampered = await CommandLine.RunAsync(["evidence", "verify", bundle, "--anchor", anchor]);
        Assert.Equal(1, tampered.Exit);
        Assert.Contains($"{EvidenceCodes.File} {name}: it was changed", tampered.Output, StringComparison.Ordinal);
        Assert.Equal(2, (await CommandLine.RunAsync(["evidence", "verify", folder.In("none.zip"), "--anchor", anchor])).Exit);
        Assert.Equal(2, (await CommandLine.RunAsync(["evidence", "export", "--out", bundle, "--from", "2026-11-27"])).Exit);
    }

    private static Dictionary<string, string> Certificates(GatewayRig rig) => new() { ["GATEWAY_CERTIFICATES"] = rig.Certificates };

    // What the partner file gives our messages as credentials and numbers of persons, where any message was written with it.
    private static async Task<List<string>> SecretsAsync(GatewayRig rig)
    {
        await using var database = NpgsqlDataSource.Create(rig.Database());
        await using var orders = database.CreateCommand("select id, bytes from exchange.envelope where message like '%:304' and sealed");
        await using var row = await orders.ExecuteReaderAsync(Ct);
        var (seal, secrets) = (Seal.Open(SealKey.PathIn(rig.Folder)), new List<string>());
        while (await row.ReadAsync(Ct))
        {
            secrets.AddRange(System.Text.RegularExpressions.Regex.Matches(Encoding.UTF8.GetString(seal.Reopen(row.GetFieldValue<byte[]>(1), row.GetGuid(0))), "<(?:So_CMT|TaiKhoan_TH)>([^<]+)<").Select(match => $">{match.Groups[1].Value}<"));
        }

        var partners = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(rig.Folder, "partners.json"), Ct))!["partners"]!.AsArray();
        secrets.AddRange(partners.Select(partner => (string?)partner!["context"]?["password"]).OfType<string>().Where(word => word.Length > 0));
        Assert.True(secrets.Count >= 2, string.Join(' ', secrets));
        return secrets;
    }
}
