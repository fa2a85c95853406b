using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.Host.Database;
using Gateway.Host.Journeys;
using Gateway.Host.Serving;
using Gateway.Host.Signatures;
using Npgsql;

namespace Gateway.Benchmarks;

/// <summary>An embedded PostgreSQL and a gateway in this process, in a folder that goes away with them. Partners' addresses lead to a closed port.</summary>
public sealed class Ground : IAsyncDisposable
{
    private readonly string _folder;
    private readonly QuietLog _quiet;
    private EmbeddedPostgres? _postgres;
    private GatewayServer? _server;
    private CertificateFolder? _certificates;

    private Ground(string folder)
    {
        _folder = folder;
        _quiet = new QuietLog(Path.Combine(folder, "gateway.log"));
        Tokens = Stage.Tokens(folder);
        Address = Loopback();
    }

    /// <summary>Where the gateway serves.</summary>
    public string Address { get; }

    /// <summary>Tokens of the partners.</summary>
    public IReadOnlyDictionary<string, string> Tokens { get; }

    /// <summary>Folder with <c>adapters/</c>.</summary>
    public string Root { get; } = GatewayOptions.FromEnvironment().Root;

    /// <summary>The gateway's own parts, to prepare what is not measured.</summary>
    public IServiceProvider Parts => _server!.App.Services;

    /// <summary>The development certificates.</summary>
    public CertificateFolder Certificates => _certificates!;

    /// <summary>Everything up.</summary>
    public static async Task<Ground> StartAsync(CancellationToken cancellation)
    {
        var ground = new Ground(Directory.CreateTempSubdirectory("gateway-bench-").FullName);
        try
        {
            await ground.UpAsync(cancellation);
            return ground;
        }
        catch
        {
            await ground.DisposeAsync();
            throw;
        }
    }

    /// <summary>Connections with the owner's rights.</summary>
    public NpgsqlDataSource Owner() => GatewayDatabase.OpenAsOwner(_postgres!.ConnectionString);

    /// <summary>A caller with a partner's token.</summary>
    public HttpClient Client(string partner)
    {
        var client = new HttpClient { BaseAddress = new Uri(Address), Timeout = TimeSpan.FromSeconds(60) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", Tokens[partner]);
        return client;
    }

    /// <summary>Runs one statement as the owner; the number it gives, or the rows it touched.</summary>
    public async Task<long> SqlAsync(string sql, CancellationToken cancellation)
    {
        await using var owner = Owner();
        await using var command = owner.CreateCommand(sql);
        return await command.ExecuteScalarAsync(cancellation) is long count ? count : 0;
    }

    /// <summary>Nothing waits to be sent: retries of what was measured before do not weigh on what is measured next.</summary>
    public Task EmptyOutboxAsync(CancellationToken cancellation) => SqlAsync("delete from exchange.outbox", cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }

        _certificates?.Dispose();
        _quiet.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task UpAsync(CancellationToken cancellation)
    {
        var certificates = Path.Combine(_folder, "certificates");
        DevelopmentCertificates.Ensure(certificates, TimeProvider.System);
        _certificates = CertificateFolder.Load(certificates);
        _postgres = await GatewayServer.EmbeddedAsync(_folder, cancellation);
        _server = await GatewayServer.StartAsync(
            new GatewayOptions { Root = Root, Data = _folder, Database = _postgres.ConnectionString, Urls = Address, Partners = Partners(), Certificates = certificates },
            cancellation);
    }

    // The quota of messages a minute is no part of what is measured.
    private string Partners()
    {
        var path = Stage.WritePartners(Path.Combine(TryVerb.JourneyFolder(Root), "partners.json"), _folder, Loopback(), Tokens);
        var file = JsonNode.Parse(File.ReadAllText(path))!;
        foreach (var partner in file["partners"]!.AsArray())
        {
            partner!["perMinute"] = 10_000_000;
        }

        File.WriteAllText(path, file.ToJsonString());
        return path;
    }

    private static string Loopback() => $"http://127.0.0.1:{Stage.FreePort().ToString(CultureInfo.InvariantCulture)}";
}
