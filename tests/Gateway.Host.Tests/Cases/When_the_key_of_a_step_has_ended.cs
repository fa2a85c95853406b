using Gateway.Host.Cases;
using Gateway.Host.Clearance;
using Gateway.Host.Database;
using Gateway.Host.Declarations;
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
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Host.Tests.Cases;

/// <summary>A declaration is to be registered on days before, in and after a rollover of the key, inside the host's own parts.</summary>
public sealed class When_the_key_of_a_step_has_ended : IClassFixture<FreshDatabase>, IDisposable
{
    private static readonly DateTimeOffset Day = new(2026, 11, 20, 3, 0, 0, TimeSpan.Zero);
    private readonly FreshDatabase _database;
    private readonly KeyFolder _certificates = new();
    private readonly TestFolder _folder = new();
    private readonly FakeTimeProvider _time = new(Day);
    private readonly ServiceProvider _parts;

    public When_the_key_of_a_step_has_ended(FreshDatabase database)
    {
        _database = database;
        _certificates.With("old", Day.AddDays(-300), Day.AddDays(20)).With("new", Day.AddDays(-1), Day.AddDays(40), key: 1);
        var options = new GatewayOptions { Root = GatewayRig.Root, Data = _folder.Path, Certificates = _certificates.Path };
        var services = new ServiceCollection();
        services.AddLogging();
        Registration.Add(services, options, CatalogueFolder.Read(GatewayRig.Root), database.Source);
        services.AddSingleton<TimeProvider>(_time);
        services.AddSingleton(new PartnerBook(new PartnerFile
        {
            Keys = new Dictionary<string, IReadOnlyList<PlannedKey>> { ["sign"] = [new() { Key = "old" }, new() { Key = "new", From = Day.AddDays(10) }] },
            Partners = [new() { Id = "customs", Transport = "smime-http", Families = ["vn/vnaccs"] }],
        }));
        _parts = services.BuildServiceProvider();
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _parts.Dispose();
        _folder.Dispose();
        _certificates.Dispose();
    }

    [Theory]
    [InlineData(0, "CN=old")]
    [InlineData(9, "CN=old")]
    [InlineData(10, "CN=new")]
    [InlineData(39, "CN=new")]
    public void The_key_of_the_day_signs(int day, string subject)
    {
        _time.SetUtcNow(Day.AddDays(day));
        var composition = _parts.GetRequiredService<Composer>().Compose(new Posting("vn/vnaccs/import/2014:IDC", "c"), Declaration());
        Assert.True(composition.Envelope is not null, string.Join("; ", composition.Findings));
        using var store = CertificateFolder.Load(_certificates.Path);
        Assert.Equal(subject, SmimeMessages.Open(composition.Envelope!.Bytes, composition.Envelope.ContentType, store.Trust("old", "new"), Day.AddDays(day)).Verdict.Subject);
    }

    [Fact]
    public async Task The_step_is_set_aside_with_the_role_and_the_day_and_nothing_is_signed()
    {
        _time.SetUtcNow(Day.AddDays(41));
        var id = Rows.Id();
        var row = new DeclarationRow(id, "enterprise", id.ToString("N"), "IM", "vn/import/1", $"dec-{id:N}", _time.GetUtcNow(), null);
        await _database.Commit.RunAsync($"declare:{id:N}", async work =>
        {
            Assert.True(await DeclarationStore.InsertAsync(work, row, Rows.Id()));
            var file = _parts.GetRequiredService<CaseFile>();
            var @case = file.Open(work, row, Rows.Id());
            await DeclarationStore.KeepAsync(@case, Declaration());
            await file.RecordAsync(@case, [file.Happened(@case, EventType.PreRegistered)]);
            return "";
        }, Ct);

        var aside = Assert.Single(await _parts.GetRequiredService<AsidePages>().ListAsync(new AsideFilter(), Ct), aside => aside.Declaration == id);
        Assert.Equal(("register", "EXC-KEY-EXPIRED"), (aside.Step, aside.Code));
        Assert.Contains("role sign", aside.Reason, StringComparison.Ordinal);
        Assert.Contains("expired on 2026-12-30", aside.Reason, StringComparison.Ordinal);
        Assert.Equal(0, await _database.Source.ScalarAsync<long>(Ct, "select count(*) from exchange.envelope where direction = 'out'"));
    }

    private static Tree Declaration() => CanonicalJson.Read(
        File.ReadAllBytes(Path.Combine(GatewayRig.Root, "adapters/vn/vnaccs/import/2014/samples/green/3-declaration.json")), "declaration", ReadLimits.Default).Document!;
}
