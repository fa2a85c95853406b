using System.Text.Json.Nodes;
using Gateway.Adapters;
using Gateway.Evidence;
using Gateway.Host.Database;
using Gateway.Host.Evidence;
using Gateway.Host.Exchange;
using Gateway.Host.Partners;
using Gateway.Host.Serving;
using Gateway.Host.Signatures;
using Gateway.Host.Tests.Database;
using Gateway.Host.Tests.Signatures;
using Gateway.Host.Verbs;
using Gateway.Messages;
using Gateway.Signatures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gateway.Host.Tests.Exchange;

/// <summary>Messages with a time-stamp, the host's own parts, an authority (openssl) that is down and comes back, a partner that listens.</summary>
public sealed class When_the_time_authority_is_away : IAsyncLifetime
{
    private const string Message = "vn/customs/payment-confirmed/own-1:PAYMENT-CONFIRMED";
    private readonly FreshDatabase _database;
    private readonly OpensslAuthority _authority = new();
    private readonly LoopbackServer _partner;
    private readonly KeyFolder _certificates = new();
    private readonly TestFolder _folder = new();
    private readonly List<byte[]> _received = [];
    private int _refusals;

    public When_the_time_authority_is_away(TestDatabase server)
    {
        _database = new FreshDatabase(server);
        var now = TimeProvider.System.GetUtcNow();
        _certificates.With("gateway", now.AddDays(-2), now.AddDays(300));
        _partner = new LoopbackServer(body =>
        {
            lock (_received)
            {
                _received.Add(body);
                return Task.FromResult((_refusals-- > 0 ? 503 : 200, "text/plain", Array.Empty<byte>()));
            }
        }).Open();
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private TrustedSigners Trust => new([CertificateFolder.Load(_certificates.Path).Certificate("gateway")]) { TimeAuthorities = TrustFolder.Load(_authority.Root).Signers };

    private static SignatureProfile Timed => Signatures.Profiles.Of("generic/xades-t");

    public ValueTask InitializeAsync() => _database.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await _partner.DisposeAsync();
        await _authority.DisposeAsync();
        _certificates.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_message_waits_over_a_restart_and_is_sent_with_the_same_bytes_at_every_attempt()
    {
        _refusals = 2;
        Guid id;
        await using (var first = await StartAsync("generic/xades-t"))
        {
            id = await SendAsync(first);
            await ChangingGateway.UntilAsync(() => HoldsAsync("select attempts >= 2 from exchange.stamping where envelope = $1", id), "nobody asked the authority");
        }

        Assert.Empty(_received);
        Assert.Equal(0, await _database.Source.ScalarAsync<long>(Ct, "select count(*) from exchange.attempt where envelope = $1", id));

        await using var second = await StartAsync("generic/xades-t");
        _authority.Server.Open();
        await ChangingGateway.UntilAsync(() => HoldsAsync("select count(*) = 0 from exchange.outbox where envelope = $1", id), "it was not sent");
        Assert.Equal(3, _received.Count);
        Assert.Single(_received.Select(Convert.ToHexString).Distinct());
        Assert.Equal(1, _authority.Asked);
        var verdict = XmlSignatures.Verify(_received[0], Timed, Trust, TimeProvider.System.GetUtcNow());
        Assert.Equal(SignatureCodes.Valid, verdict.Code);
        Assert.NotNull(verdict.TimeStamp);
        Assert.Equal(3, await _database.Source.ScalarAsync<long>(Ct, "select count(*) from exchange.attempt a join exchange.stamped s using (envelope) where envelope = $1 and a.sha256 = s.sha256 and s.sent", id));
    }

    [Fact]
    public async Task A_message_that_need_not_wait_goes_out_and_the_evidence_gets_its_time_stamp_later()
    {
        await using var host = await StartAsync("generic/xades-t-later");
        var id = await SendAsync(host);
        await ChangingGateway.UntilAsync(() => HoldsAsync("select count(*) = 0 from exchange.outbox where envelope = $1", id), "it was not sent");
        Assert.Equal(SignatureCodes.Valid, XmlSignatures.Verify(Assert.Single(_received), Signatures.Profiles.Of("generic/xades-b"), Trust, TimeProvider.System.GetUtcNow()).Code);
        Assert.True(await HoldsAsync("select not holds from exchange.stamping where envelope = $1", id));

        _authority.Server.Open();
        await ChangingGateway.UntilAsync(() => HoldsAsync("select count(*) = 1 from exchange.stamped where envelope = $1 and not sent", id), "it was not time-stamped");
        var kept = (byte[])(await _database.Source.ScalarAsync<object>(Ct, "select bytes from exchange.stamped where envelope = $1", id))!;
        Assert.Equal(SignatureCodes.Valid, XmlSignatures.Verify(kept, Timed, Trust, TimeProvider.System.GetUtcNow()).Code);
        await LeavesAsync(id, kept);
    }

    // The time-stamped bytes are evidence: sealed like the message, and in a bundle beside it.
    private async Task LeavesAsync(Guid id, byte[] stamped)
    {
        var (queries, time) = (new Queries(_database.Source), TimeProvider.System);
        using var certificates = CertificateFolder.Load(_certificates.Path);
        var key = SigningKey.Of(certificates.Key("gateway"));
        await new Sealer(_database.Commit, queries, time).RunAsync(Ct);
        var place = await _database.Source.ScalarAsync<long>(Ct, "select sequence from audit.entry where kind = 'stamped' and key = $1", id.ToString());
        var maker = new BundleMaker(queries, new KeptMessages(queries, CatalogueFolder.Read(GatewayRig.Root).Catalogue, new Gateway.Host.Exchange.SealRing("none")), new Anchoring(_database.Commit, queries, time, () => key));
        var files = await maker.MakeAsync("a test", [place], key, time.GetUtcNow(), Ct);
        Assert.Equal(stamped, Assert.Single(files, file => file.Key.StartsWith("messages/", StringComparison.Ordinal)).Value.ToArray());
        var verdict = BundleCheck.Run(files, certificates.Trust("gateway"));
        Assert.Empty(verdict.Faults);
        Assert.Equal(1, verdict.Messages);
    }

    [Fact]
    public async Task A_time_stamp_of_somebody_else_is_not_taken()
    {
        await using var stranger = new OpensslAuthority();
        stranger.Server.Open();
        await using var host = await StartAsync("generic/xades-t", stranger.Server.Address);
        var id = await SendAsync(host);
        await ChangingGateway.UntilAsync(() => HoldsAsync("select attempts >= 1 from exchange.stamping where envelope = $1", id), "nobody asked the authority");
        Assert.Empty(_received);
        Assert.Equal(0, await _database.Source.ScalarAsync<long>(Ct, "select count(*) from exchange.stamped where envelope = $1", id));
    }

    [Fact]
    public void A_start_without_an_authority_is_refused()
    {
        var refused = Assert.Throws<InvalidDataException>(() => Parts("generic/xades-t", "", ""));
        Assert.StartsWith($"TIME-AUTHORITY {Message}", refused.Message, StringComparison.Ordinal);
        Assert.StartsWith("TIME-AUTHORITY", Assert.Throws<InvalidDataException>(() => Parts("generic/xades-t", _authority.Server.Address, "")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_profile_that_comes_into_force_without_an_authority_stops_its_messages_and_nothing_is_signed()
    {
        await using var parts = Parts("enveloped-exclusive-sha256", "", "");
        Assert.NotNull((await ComposeAsync(parts)).Envelope);
        Assert.True(parts.GetRequiredService<AdapterShelf>().Renew(Adapters("generic/xades-t")).Ok);
        var refused = await ComposeAsync(parts);
        Assert.Equal((null, "EXC-TIME-AUTHORITY"), (refused.Envelope, refused.Findings.Single(finding => finding.Severity == Severity.Error).Code));
    }

    private async Task<Running> StartAsync(string profile, string? authority = null)
    {
        var parts = Parts(profile, authority ?? _authority.Server.Address, _authority.Root);
        var workers = parts.GetServices<IHostedService>().Where(service => service is ExchangeWorkers or StampWorker).ToList();
        foreach (var worker in workers)
        {
            await worker.StartAsync(Ct);
        }

        return new Running(parts, workers);
    }

    private ServiceProvider Parts(string profile, string authority, string trust)
    {
        var file = Path.Combine(_folder.Path, "partners.json");
        File.WriteAllText(file, new JsonObject
        {
            ["partners"] = new JsonArray(new JsonObject { ["id"] = "customs", ["transport"] = "smime-http", ["address"] = _partner.Address, ["families"] = new JsonArray("vn/customs") }),
        }.ToJsonString());
        var options = new GatewayOptions { Root = GatewayRig.Root, Data = _folder.Path, Certificates = _certificates.Path, Partners = file, TimeStamp = authority, TimeTrust = trust };
        var services = new ServiceCollection();
        services.AddLogging();
        Registration.Add(services, options, Catalogue.Load(Adapters(profile)), _database.Source);
        return services.BuildServiceProvider();
    }

    // The repository's adapters, with another signature on one message.
    private static Dictionary<string, ReadOnlyMemory<byte>> Adapters(string profile)
    {
        const string manifest = "adapters/vn/customs/payment-confirmed/own-1/adapter.json";
        var files = CatalogueFolder.Files(GatewayRig.Root).ToDictionary();
        var text = System.Text.Encoding.UTF8.GetString(files[manifest].Span);
        files[manifest] = System.Text.Encoding.UTF8.GetBytes(text.Replace("\"signature\": \"enveloped-exclusive-sha256\"", $"\"signature\": \"{profile}\"", StringComparison.Ordinal));
        return files;
    }

    private async Task<Guid> SendAsync(Running host)
    {
        var composition = await ComposeAsync(host.Parts);
        Assert.True(composition.Envelope is not null, string.Join("; ", composition.Findings));
        var (envelope, envelopes) = (composition.Envelope, host.Parts.GetRequiredService<EnvelopeStore>());
        await _database.Commit.RunAsync($"test:{envelope.Id:N}", async work =>
        {
            await envelopes.InsertAsync(work, envelope);
            await EnvelopeStore.QueueSendingAsync(work, envelope, composition.Guide!.Signature, envelope.RecordedAt);
            return "";
        }, Ct);
        return envelope.Id;
    }

    private static async Task<Composition> ComposeAsync(ServiceProvider parts)
    {
        var sample = await File.ReadAllBytesAsync(Path.Combine(GatewayRig.Root, "adapters/vn/customs/payment-confirmed/own-1/samples/import-green/1-settlement.json"), Ct);
        return parts.GetRequiredService<Composer>().Compose(new Posting(Message, "c"), CanonicalJson.Read(sample, "settlement", ReadLimits.Default).Document!);
    }

    private async Task<bool> HoldsAsync(string sql, Guid id) => await _database.Source.ScalarAsync<bool>(Ct, sql, id);

    /// <summary>The parts of a host with its loops running.</summary>
    private sealed record Running(ServiceProvider Parts, IReadOnlyList<IHostedService> Workers) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            foreach (var worker in Workers)
            {
                await worker.StopAsync(CancellationToken.None);
            }

            await Parts.DisposeAsync();
        }
    }
}
