using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Gateway.Host.Database;
using Gateway.Host.Tests.Declarations;
using Gateway.Host.Tests.Signatures;

namespace Gateway.Host.Tests.Exchange;

/// <summary>A running gateway whose partners sign with certificates of an authority on loopback; each partner has a lane and a list of its own.</summary>
public sealed class RevocationGateway : IAsyncLifetime
{
    private static readonly string[] Partners = ["harbour", "airport", "border", "post", "canal", "quay"];
    private readonly Dictionary<string, Issuer> _issuers = [];

    public SharedGateway Gateway { get; } = new();

    internal AnswerServer Web { get; } = new();

    public static string Token(string partner) => partner + "-token";

    internal Issuer IssuerOf(string partner) => _issuers[partner];

    internal X509Certificate2 Leaf(string partner, string name) => _issuers[partner].Leaf(name, Web[$"/{partner}.crl"]);

    public async ValueTask InitializeAsync()
    {
        await Gateway.StartAsync(Add);
        foreach (var partner in Partners.Append("bank"))
        {
            _issuers[partner] = new Issuer($"{partner} authority");
            PrivateFile.Write(Path.Combine(Gateway.Rig.Certificates, $"{partner}-authority.crt.pem"), _issuers[partner].Certificate.ExportCertificatePem() + "\n");
        }

        // The folder is read at the start.
        await RestartAsync();
    }

    public async Task RestartAsync()
    {
        await Gateway.Rig.KillGatewayAsync();
        await Gateway.Rig.StartGatewayAsync(TestContext.Current.CancellationToken);
        Gateway.Database.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        Web.Dispose();
        foreach (var issuer in _issuers.Values)
        {
            issuer.Dispose();
        }
    }

    private static void Add(JsonArray partners)
    {
        var customs = partners.Single(partner => (string?)partner!["id"] == "customs")!.AsObject();
        customs.Remove("poll");
        foreach (var id in Partners)
        {
            var partner = customs.DeepClone().AsObject();
            partner.Remove("certificate");
            (partner["id"], partner["token"]) = (id, Token(id));
            partner["anchors"] = Anchors(id);
            partners.Add(partner);
        }

        partners.Single(partner => (string?)partner!["id"] == "bank")!["anchors"] = Anchors("bank");
    }

    private static JsonArray Anchors(string id) => [new JsonObject { ["certificate"] = $"{id}-authority", ["revocation"] = new JsonObject { ["ask"] = "crl" } }];
}
