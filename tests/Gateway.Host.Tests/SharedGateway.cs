using System.Text.Json.Nodes;
using Gateway.Host.Exchange;
using Gateway.Host.Signatures;
using Npgsql;

namespace Gateway.Host.Tests;

/// <summary>One running gateway for all tests of the collection <c>gateway</c>, which run one after the other; three more enterprises are known to it.</summary>
public sealed class SharedGateway : IAsyncLifetime
{
    public const string Other = "another-enterprise-token";
    public const string Hurried = "hurried-enterprise-token";

    /// <summary>Writes its declarations as another country has them.</summary>
    public const string Foreign = "foreign-enterprise-token";
    public const int HurriedQuota = 3;
    private static int s_count;

    public GatewayRig Rig { get; private set; } = null!;

    /// <summary>The database as its owner sees it.</summary>
    public NpgsqlDataSource Database { get; private set; } = null!;

    public CertificateFolder Certificates { get; private set; } = null!;

    /// <summary>Opens what the gateway sealed.</summary>
    public Seal Seal { get; private set; } = null!;

    /// <summary>A word no other test uses.</summary>
    public static string Word() => $"H{Environment.ProcessId % 10_000:0000}{Interlocked.Increment(ref s_count):000}";

    public async ValueTask InitializeAsync() => await StartAsync(Add);

    /// <summary>A gateway with other partners or another environment, for tests that change it.</summary>
    public async Task StartAsync(Action<JsonArray> partners, IReadOnlyDictionary<string, string>? environment = null)
    {
        Rig = await GatewayRig.StartAsync(TestContext.Current.CancellationToken, partners, environment: environment);
        Database = NpgsqlDataSource.Create(Rig.Database());
        Certificates = CertificateFolder.Load(Rig.Certificates);
        Seal = Seal.Open(Path.Combine(Rig.Folder, "keys", "seal.key"));
    }

    public async ValueTask DisposeAsync()
    {
        Certificates.Dispose();
        await Database.DisposeAsync();
        await Rig.DisposeAsync();
    }

    // Customs is only heard, never polled: a declaration whose reference says SILENT then stays where it is. Polling has a gateway of its own.
    private static void Add(JsonArray partners)
    {
        partners.Single(partner => (string?)partner!["id"] == "customs")!.AsObject().Remove("poll");
        foreach (var (id, token, quota, family) in new[]
        {
            ("other", Other, 6_000, "enterprise/ubl/invoice/2.1"), ("hurried", Hurried, HurriedQuota, "enterprise/ubl/invoice/2.1"), ("foreign", Foreign, 6_000, "wco/dms2/dec/3.6"),
        })
        {
            partners.Add(new JsonObject
            {
                ["id"] = id, ["transport"] = "rest", ["token"] = token, ["perMinute"] = quota,
                ["families"] = new JsonArray(family), ["procedures"] = new JsonArray("vn/import/1"), ["maxBytes"] = 2_000_000,
            });
        }
    }
}

[CollectionDefinition(Name)]
public sealed class GatewayCollection : ICollectionFixture<SharedGateway>
{
    public const string Name = "gateway";
}
