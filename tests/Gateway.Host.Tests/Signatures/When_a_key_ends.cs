using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using Gateway.Host.Partners;
using Gateway.Host.Signatures;
using Gateway.Host.Tests.Serving;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Host.Tests.Signatures;

public sealed class When_a_key_ends : IDisposable
{
    private static readonly DateTimeOffset Now = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly KeyFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(61, null)]
    [InlineData(60, 60)]
    [InlineData(31, 60)]
    [InlineData(30, 30)]
    [InlineData(7, 7)]
    [InlineData(1, 7)]
    [InlineData(0, 0)]
    [InlineData(-5, 0)]
    public void There_are_alarms_sixty_thirty_and_seven_days_before_and_when_it_is_over(int days, int? alarm) => Assert.Equal(alarm, KeyWatch.AlarmOf(TimeSpan.FromDays(days)));

    [Fact]
    public void A_role_whose_next_key_is_planned_gives_no_alarm()
    {
        _folder.With("gateway", Now.AddDays(-300), Now.AddDays(20)).With("next", Now.AddDays(-1), Now.AddDays(400), key: 1);
        Assert.Equal(30, Outlook(Book(new PlannedKey { Key = "gateway" })).Alarm);
        Assert.Null(Outlook(Book(new PlannedKey { Key = "gateway" }, new PlannedKey { Key = "next", From = Now.AddDays(10) })).Alarm);
    }

    [Fact]
    public void The_watch_writes_what_needs_somebody_and_measures_all()
    {
        _folder.With("gateway", Now.AddDays(-300), Now.AddDays(5)).With("bank", Now.AddDays(-300), Now.AddDays(45)).With("customs", Now.AddDays(-300), Now.AddDays(200));
        var book = new PartnerBook(new PartnerFile { Partners = [new() { Id = "bank", Certificate = "bank" }, new() { Id = "customs", Certificate = "customs" }] });
        using var roles = KeyRoles.Load(book, _folder.Path, Now);
        using var store = CertificateFolder.Load(_folder.Path);
        var measured = new Dictionary<string, long>();
        using var listener = Listen(measured);
        var log = new Lines();
        new KeyAlarm(new KeyWatch(roles, book, store), new FakeTimeProvider(Now), log).Look();
        Assert.Equal(["Critical keys: sign: no valid key after 2027-01-06, in 5 days", "Warning keys: accept/bank: no valid key after 2027-02-15, in 45 days"], log.Written);
        Assert.Equal([5, 45, 200], new[] { "sign", "accept/bank", "accept/customs" }.Select(role => measured[role]));
    }

    [Theory]
    [InlineData(-400, -3, "EXC-KEY-EXPIRED", "expired on 2026-12-29")]
    [InlineData(3, 400, "EXC-KEY-EARLY", "not valid before 2027-01-04")]
    public void Nothing_is_signed_with_it_and_the_role_and_the_day_are_named(int from, int until, string code, string said)
    {
        _folder.With("gateway", Now.AddDays(from), Now.AddDays(until));
        using var roles = KeyRoles.Load(Book(new PlannedKey { Key = "gateway" }), _folder.Path, Now);
        var (key, refusal) = roles.Signing("sign", Now);
        Assert.Null(key);
        Assert.Equal(code, refusal!.Code);
        Assert.Contains(said, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("role sign", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_partner_s_own_role_signs_for_it_and_the_common_one_for_the_others()
    {
        _folder.With("gateway", Now.AddDays(-1), Now.AddDays(100)).With("for-bank", Now.AddDays(-1), Now.AddDays(100), key: 1);
        var file = new PartnerFile { Partners = [new() { Id = "bank" }], Keys = new Dictionary<string, IReadOnlyList<PlannedKey>> { ["sign/bank"] = [new PlannedKey { Key = "for-bank" }] } };
        using var roles = KeyRoles.Load(new PartnerBook(file), _folder.Path, Now);
        Assert.Equal("CN=for-bank", roles.Signing(roles.RoleFor("bank"), Now).Key!.Certificate.Subject);
        Assert.Equal("CN=gateway", roles.Signing(roles.RoleFor("customs"), Now).Key!.Certificate.Subject);
        Assert.Equal("EXC-KEY-NONE", roles.Signing("seal", Now).Refusal!.Code);
    }

    [Fact]
    public void A_retired_key_may_be_gone_and_any_other_must_open()
    {
        _folder.With("gateway", Now.AddDays(-1), Now.AddDays(100));
        using var roles = KeyRoles.Load(Book(new PlannedKey { Key = "gone", Retire = Now.AddDays(-1) }, new PlannedKey { Key = "gateway", From = Now.AddDays(-2) }), _folder.Path, Now);
        Assert.Equal("CN=gateway", roles.Certificate("sign", Now.AddDays(-10)).Subject);
        var refused = Assert.Throws<InvalidDataException>(() => KeyRoles.Load(Book(new PlannedKey { Key = "gone" }, new PlannedKey { Key = "gateway", From = Now.AddDays(10) }), _folder.Path, Now));
        Assert.Contains("KEY-OPEN role sign: there is no", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_verb_lists_roles_keys_states_and_days_and_fails_when_nothing_signs()
    {
        _folder.With("gateway", Now.AddDays(-300), Now.AddDays(20)).With("next", Now.AddDays(-1), Now.AddDays(400), key: 1);
        await File.WriteAllTextAsync(_folder.In("partners.json"), """
            {"keys": {"sign": [{"key": "gateway"}, {"key": "next", "publish": "2027-01-02T00:00:00Z", "from": "2027-01-10T00:00:00Z"}]}}
            """, TestContext.Current.CancellationToken);
        var (exit, output) = await KeysAsync("2027-01-05T00:00:00Z", "--json");
        Assert.True(exit == 0, output);
        var said = JsonNode.Parse(output)!;
        Assert.Equal(["signing", "published"], said["keys"]!.AsArray().Select(key => (string?)key!["state"]));
        Assert.Equal([16, 396], said["keys"]!.AsArray().Select(key => (int)key!["daysLeft"]!));
        Assert.Null((string?)said["roles"]![0]!["alarm"]);

        (exit, output) = await KeysAsync("2028-02-01T00:00:00Z");
        Assert.Equal(0, exit);
        Assert.Contains("ALARM sign: no valid key after 2028-02-05, in 4 days", output, StringComparison.Ordinal);
        (exit, output) = await KeysAsync("2028-03-01T00:00:00Z");
        Assert.Equal(1, exit);
        Assert.Contains("ALARM sign: no valid key now", output, StringComparison.Ordinal);
        Assert.Equal(2, (await KeysAsync("yesterday")).Exit);
    }

    [Fact]
    public void An_issuer_that_did_not_issue_is_named_though_it_has_the_issuer_s_name()
    {
        using var issuer = new Issuer("Issuer");
        using var renewed = new Issuer("Issuer");
        using var leaf = issuer.Leaf("bank");
        _folder.With("gateway", Now.AddDays(-300), Now.AddDays(800));
        foreach (var (name, certificate) in new[] { ("bank", leaf), ("issuer", issuer.Certificate), ("renewed", renewed.Certificate) })
        {
            File.WriteAllText(_folder.In(name + ".crt.pem"), certificate.ExportCertificatePem());
        }

        string[] Check(string named)
        {
            var book = new PartnerBook(new PartnerFile { Partners = [new() { Id = "bank", Certificates = [new() { Certificate = "bank", Issuer = named }] }] });
            using var roles = KeyRoles.Load(book, _folder.Path, Now);
            using var store = CertificateFolder.Load(_folder.Path);
            return [.. new KeyWatch(roles, book, store).Check(Issuer.Now).Select(finding => $"{finding.Code} {finding.Path}: {finding.Message}")];
        }

        Assert.Empty(Check("issuer"));
        Assert.Equal(["PARTNER-ISSUER bank/bank: renewed.crt.pem did not issue it"], Check("renewed"));
    }

    [Fact]
    public async Task A_start_with_a_plan_that_has_a_gap_is_refused_and_says_when()
    {
        _folder.With("gateway", Now.AddDays(-300), Now.AddDays(800)).With("next", Now.AddDays(-300), Now.AddDays(800), key: 1);
        await File.WriteAllTextAsync(_folder.In("partners.json"), """
            {"keys": {"sign": [{"key": "gateway", "until": "2027-10-01T00:00:00Z"}, {"key": "next", "from": "2027-10-05T00:00:00Z"}]}}
            """, TestContext.Current.CancellationToken);
        var (exit, output) = await CommandLine.RunAsync(
            ["serve", "--partners", _folder.In("partners.json"), "--data", _folder.In("data")],
            new() { ["GATEWAY_CERTIFICATES"] = _folder.Path, ["ASPNETCORE_ENVIRONMENT"] = "Production" });
        Assert.Equal(1, exit);
        Assert.Contains("KEY-PLAN-GAP role sign: from 2027-10-01T00:00Z until 2027-10-05T00:00Z", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.In("data/postgres")));
    }

    private async Task<(int Exit, string Output)> KeysAsync(string at, params string[] more) =>
        await CommandLine.RunAsync(["keys", "--partners", _folder.In("partners.json"), "--certificates", _folder.Path, "--at", at, .. more]);

    private RoleOutlook Outlook(PartnerBook book)
    {
        using var roles = KeyRoles.Load(book, _folder.Path, Now);
        using var store = CertificateFolder.Load(_folder.Path);
        return Assert.Single(new KeyWatch(roles, book, store).Outlooks(Now));
    }

    private static PartnerBook Book(params PlannedKey[] keys) => new(new PartnerFile { Keys = new Dictionary<string, IReadOnlyList<PlannedKey>> { ["sign"] = keys } });

    private static MeterListener Listen(Dictionary<string, long> measured)
    {
        var listener = new MeterListener { InstrumentPublished = (instrument, own) => { if (instrument.Name == "gateway.keys.days") { own.EnableMeasurementEvents(instrument); } } };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => measured[(string)tags[0].Value!] = value);
        listener.Start();
        return listener;
    }

    private sealed class Lines : ILogger<KeyAlarm>
    {
        public List<string> Written { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Written.Add($"{logLevel} {formatter(state, exception)}");
    }
}
