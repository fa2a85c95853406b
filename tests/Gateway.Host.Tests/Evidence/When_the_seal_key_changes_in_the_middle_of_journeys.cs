using System.Text.Json.Nodes;
using Gateway.Host.Exchange;
using Gateway.Host.Journeys;
using Gateway.Host.Tests.Journeys;
using Gateway.Host.Tests.Serving;

namespace Gateway.Host.Tests.Evidence;

/// <summary>An operator changes the key of kept bytes with the verbs, between the journeys of a gateway that goes on running.</summary>
public sealed class When_the_seal_key_changes_in_the_middle_of_journeys
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_journeys_go_on_the_audit_holds_and_the_old_file_may_be_deleted()
    {
        await using var rig = await GatewayRig.StartAsync(Ct);
        using var said = new StringWriter();
        using var player = rig.Player("SEAL", said);
        var journeys = Journey.ReadAll(TryVerb.JourneyFolder(GatewayRig.Root)).ToList();
        Guid? last = null;
        async Task PlayAsync(int which)
        {
            var played = await player.PlayAsync(journeys[which].Item1, journeys[which].Item2, last, Ct);
            Assert.Empty(played.Differences);
            last = played.Declaration.Declaration.Id;
        }

        await PlayAsync(0);
        var import = last!.Value;
        var first = (string)(await KeysAsync(rig))[0]!["fingerprint"]!;
        var published = await RunAsync(rig, 0, "keys", "seal", "publish", "--who", "an operator");
        var next = (string)(await KeysAsync(rig))[1]!["fingerprint"]!;
        Assert.Contains($"seal-{next}.key", published, StringComparison.Ordinal);
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(new SealRing(rig.Folder).PathOf(next)) == (UnixFileMode.UserRead | UnixFileMode.UserWrite), "others can read the key");
        Assert.Contains("is the current one", await RunAsync(rig, 1, "keys", "seal", "switch", first), StringComparison.Ordinal);
        Assert.Contains("there is no seal key '0123456789abcdef'; there are", await RunAsync(rig, 2, "keys", "seal", "switch", "0123456789abcdef"), StringComparison.Ordinal);
        await RunAsync(rig, 0, "keys", "seal", "switch", next);
        Assert.Contains("still needed", await RunAsync(rig, 1, "keys", "seal", "retire", first), StringComparison.Ordinal);
        await AuditAsync(rig);

        await PlayAsync(1);
        Assert.Equal(["replaced True", "current True"], (await KeysAsync(rig)).Select(key => $"{key!["state"]} {((bool)key["needed"]! ? "True" : "False")}"));
        Assert.Contains(" encrypted anew, 0 left", await RunAsync(rig, 0, "keys", "seal", "rewrap"), StringComparison.Ordinal);
        await AuditAsync(rig);
        await RunAsync(rig, 0, "keys", "seal", "retire", first);
        File.Delete(SealKey.PathIn(rig.Folder));
        await rig.KillGatewayAsync();
        await rig.StartGatewayAsync(Ct);

        await PlayAsync(2);
        await AuditAsync(rig);
        var exported = JsonNode.Parse(await RunAsync(rig, 0, "evidence", "export", "--declaration", import.ToString(), "--out", Path.Combine(rig.Folder, "evidence.zip"), "--json"))!;
        Assert.DoesNotContain(exported["messages"]!.AsArray(), message => ((string)message!["withheld"]!).Contains("key is not here", StringComparison.Ordinal));
        Assert.Contains(exported["messages"]!.AsArray(), message => message!["redacted"]!.AsArray().Count > 0);
        Assert.Contains(", 0 faults", await RunAsync(rig, 0, "evidence", "verify", Path.Combine(rig.Folder, "evidence.zip"), "--anchor", Path.Combine(rig.Certificates, "gateway.crt.pem")), StringComparison.Ordinal);

        // Without the file that is still needed nothing starts, and the list says which one is missing.
        File.Move(new SealRing(rig.Folder).PathOf(next), Path.Combine(rig.Folder, "elsewhere.key"));
        Assert.Contains("NOT HERE", await RunAsync(rig, 1, "keys", "seal"), StringComparison.Ordinal);
        File.Move(Path.Combine(rig.Folder, "elsewhere.key"), new SealRing(rig.Folder).PathOf(next));
    }

    private static async Task AuditAsync(GatewayRig rig) => Assert.Contains(", 0 faults", await RunAsync(rig, 0, "audit", "verify"), StringComparison.Ordinal);

    private static async Task<JsonArray> KeysAsync(GatewayRig rig) => JsonNode.Parse(await RunAsync(rig, 0, "keys", "seal", "--json"))!["keys"]!.AsArray();

    private static async Task<string> RunAsync(GatewayRig rig, int expected, params string[] arguments)
    {
        var place = arguments is ["evidence", "verify", ..] ? [] : new[] { "--data", rig.Folder };
        var (exit, output) = await CommandLine.RunAsync([.. arguments, .. place], new() { ["GATEWAY_CERTIFICATES"] = rig.Certificates });
        Assert.True(exit == expected, $"{string.Join(' ', arguments)}: {exit}: {output}");
        return output;
    }
}
