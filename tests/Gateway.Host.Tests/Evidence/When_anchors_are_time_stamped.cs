using Gateway.Evidence;
using Gateway.Host.Database;
using Gateway.Host.Evidence;
using Gateway.Host.Signatures;
using Gateway.Host.Tests.Exchange;
using Gateway.Host.Tests.Serving;
using Gateway.Host.Tests.Signatures;
using Gateway.Host.Verbs;
using Gateway.Signatures;
using Npgsql;

namespace Gateway.Host.Tests.Evidence;

/// <summary>An authority (openssl) says when the chain was signed: at once, or when it answers again; and somebody who holds the database does not like it.</summary>
public sealed class When_anchors_are_time_stamped(TestDatabase server, DevelopmentSet certificates)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task They_wait_while_the_authority_is_away_and_openssl_agrees_with_what_they_get()
    {
        await using var authority = new OpensslAuthority();
        await using var chained = await FilledAsync();
        using var time = TimeAuthority.Load(authority.Server.Address, authority.Root);
        var stamping = new AnchorStamping(chained.Commit, chained.Queries, time);

        await Assert.ThrowsAsync<HttpRequestException>(() => stamping.RunAsync(Ct));
        Assert.NotNull(await stamping.WaitingSinceAsync(Ct));
        Assert.Empty((await VerifyAsync(chained, authority.Root)).Faults);

        authority.Server.Open();
        Assert.Equal(1, await stamping.RunAsync(Ct));
        Assert.Equal((0, (DateTimeOffset?)null), (await stamping.RunAsync(Ct), await stamping.WaitingSinceAsync(Ct)));
        var anchor = Assert.Single(await ChainStore.AnchorsAsync(chained.Queries, 0, 10, Ct));
        Assert.Contains("Verification: OK", await authority.JudgeAsync(anchor.Signature, anchor.Stamp!), StringComparison.Ordinal);
        Assert.Contains("Verification: FAILED", await authority.JudgeAsync(anchor.Statement(), anchor.Stamp!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_running_host_says_that_they_wait_and_has_them_stamped_as_soon_as_the_authority_answers()
    {
        await using var authority = new OpensslAuthority();
        await using var rig = await GatewayRig.StartAsync(
            Ct, environment: new Dictionary<string, string> { ["GATEWAY_ANCHOR_ENTRIES"] = "1", ["GATEWAY_TIME_STAMP"] = authority.Server.Address, ["GATEWAY_TIME_TRUST"] = authority.Root });
        using var bank = rig.Client("bank");
        using var call = new StringContent("no call at all", System.Text.Encoding.UTF8, "text/xml");
        using var answer = await bank.PostAsync(new Uri("/soap/payment", UriKind.Relative), call, Ct);
        await ChangingGateway.UntilAsync(async () => (await LogAsync(rig)).Contains("anchors wait for their time-stamp", StringComparison.Ordinal), "nobody said that an anchor waits");

        authority.Server.Open();
        await using var database = NpgsqlDataSource.Create(rig.Database());
        await ChangingGateway.UntilAsync(() => database.ScalarAsync<bool>(Ct, "select count(*) > 0 from audit.stamp"), "no anchor was time-stamped");
        var environment = new Dictionary<string, string> { ["GATEWAY_CERTIFICATES"] = rig.Certificates, ["GATEWAY_TIME_TRUST"] = authority.Root };
        var (exit, output) = await CommandLine.RunAsync(["audit", "verify", "--data", rig.Folder], environment);
        Assert.True(exit == 0, output);
        Assert.Contains("time-stamped)", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_audit_looks_at_them_where_it_is_told_whose_they_are()
    {
        await using var authority = new OpensslAuthority();
        await using var chained = await StampedAsync(authority);
        Assert.Equal((0, 0), Said(await VerifyAsync(chained, null)));
        Assert.Equal((1, 0), Said(await VerifyAsync(chained, authority.Root)));
        Assert.Equal((1, 0), Said(await VerifyAsync(chained, authority.Leaf)));

        await using var stranger = new OpensslAuthority();
        var fault = Assert.Single((await VerifyAsync(chained, stranger.Root)).Faults);
        Assert.Equal((EvidenceCodes.Stamp, "anchor 15"), (fault.Code, fault.Path));
        Assert.StartsWith(SignatureCodes.TimeAuthority, fault.Message, StringComparison.Ordinal);

        var (exit, output) = await CommandLine.RunAsync(["audit", "verify", "--database", chained.Connection, "--anchor", chained.Certificate, "--time-trust", authority.Root]);
        Assert.Equal((0, "19 entries, 1 anchors (1 time-stamped), signed up to entry 15, 0 waiting, 0 faults"), (exit, output.Trim()));
    }

    [Fact]
    public async Task One_that_is_taken_away_or_put_in_another_s_place_is_missed()
    {
        await using var authority = new OpensslAuthority();
        await using var removed = await StampedAsync(authority);
        await removed.TamperAsync("delete from audit.stamp");
        var missing = Assert.Single((await VerifyAsync(removed, authority.Root)).Faults);
        Assert.Equal((EvidenceCodes.Missing, "entry 19 (stamp 15)"), (missing.Code, missing.Path));

        await using var changed = await StampedAsync(authority);
        using var time = TimeAuthority.Load(authority.Server.Address, authority.Root);
        var (other, _) = await time.TokenAsync([1], Ct);
        await changed.TamperAsync("update audit.stamp set token = $1", other);
        Assert.Equal([EvidenceCodes.Stamp, EvidenceCodes.Content], (await VerifyAsync(changed, authority.Root)).Faults.Select(fault => fault.Code));
        Assert.Equal([EvidenceCodes.Content], (await VerifyAsync(changed, null)).Faults.Select(fault => fault.Code));
    }

    [Fact]
    public async Task An_anchor_that_says_it_is_younger_than_its_time_stamp_is_named()
    {
        await using var authority = new OpensslAuthority();
        authority.Server.Open();
        using var time = TimeAuthority.Load(authority.Server.Address, authority.Root);
        var entry = Entry.After(null, "envelope", "1", DateTimeOffset.UnixEpoch, Digest.Nothing);
        var late = Anchor.Sign(entry, TimeProvider.System.GetUtcNow().AddHours(1), SigningKey.Of(certificates.Store.Key("gateway")));
        var (token, _) = await time.TokenAsync(late.Signature, Ct);
        Assert.Equal(EvidenceCodes.Stamp, (late with { Stamp = token }).RefuseStamp(TrustFolder.Load(authority.Root).Signers)?.Code);
    }

    [Fact]
    public async Task They_leave_with_the_bundle_and_are_checked_without_the_gateway()
    {
        await using var authority = new OpensslAuthority();
        await using var chained = await StampedAsync(authority);
        using var folder = new TestFolder();
        var bundle = folder.In("bundle.zip");
        var maker = new BundleMaker(chained.Queries, new KeptMessages(chained.Queries, CatalogueFolder.Read(GatewayRig.Root).Catalogue, new Gateway.Host.Exchange.SealRing("none")), chained.Anchoring);
        BundleFile.Write(bundle, await maker.MakeAsync("a test", [3], SigningKey.Of(certificates.Store.Key("gateway")), TimeProvider.System.GetUtcNow(), Ct));

        var (exit, output) = await CommandLine.RunAsync(["evidence", "verify", bundle, "--anchor", chained.Certificate, "--time-trust", authority.Root]);
        Assert.True(exit == 0, output);
        Assert.Contains("1 anchors (1 time-stamped), 0 faults", output, StringComparison.Ordinal);
        await using var stranger = new OpensslAuthority();
        (exit, output) = await CommandLine.RunAsync(["evidence", "verify", bundle, "--anchor", chained.Certificate, "--time-trust", stranger.Root]);
        Assert.Equal(1, exit);
        Assert.Contains($"{EvidenceCodes.Stamp} anchor 15", output, StringComparison.Ordinal);
    }

    private static (int Stamped, int Faults) Said(ChainVerdict verdict) => (verdict.Stamped, verdict.Faults.Count);

    private static Task<ChainVerdict> VerifyAsync(Chained chained, string? time) => new ChainAudit(chained.Queries, AnchorTrust.Of([chained.Certificate], time)).RunAsync(Ct);

    private static async Task<string> LogAsync(GatewayRig rig)
    {
        using var reader = new StreamReader(new FileStream(rig.Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return await reader.ReadToEndAsync(Ct);
    }

    private async Task<Chained> FilledAsync()
    {
        var chained = await Chained.StartAsync(server, certificates);
        await chained.FillAsync();
        return chained;
    }

    private async Task<Chained> StampedAsync(OpensslAuthority authority)
    {
        var chained = await FilledAsync();
        authority.Server.Open();
        using var time = TimeAuthority.Load(authority.Server.Address, authority.Root);
        await new AnchorStamping(chained.Commit, chained.Queries, time).RunAsync(Ct);
        await chained.Sealer.RunAsync(Ct);
        return chained;
    }
}
