using Gateway.Host.Consoles;
using Gateway.Host.Database;
using Gateway.Host.Declarations;
using Gateway.Host.Exchange;
using Gateway.Host.Exchange.StringSoap;
using Gateway.Host.Signatures;
using Gateway.Host.Verbs;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Gateway.Host.Serving;

/// <summary>A running gateway: database, web application, workers.</summary>
public sealed class GatewayServer : IAsyncDisposable
{
    private readonly EmbeddedPostgres? _embedded;
    private readonly NpgsqlDataSource _source;

    private GatewayServer(WebApplication app, EmbeddedPostgres? embedded, NpgsqlDataSource source)
    {
        App = app;
        _embedded = embedded;
        _source = source;
    }

    /// <summary>The web application.</summary>
    public WebApplication App { get; }

    /// <summary>Starts the database if it is ours, migrates it, and starts serving.</summary>
    public static async Task<GatewayServer> StartAsync(GatewayOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        Prepare(options);
        var embedded = options.Database.Length == 0 ? await EmbeddedAsync(options.Data, cancellation).ConfigureAwait(false) : null;
        var connection = embedded?.ConnectionString ?? options.Database;
        await GatewayDatabase.MigrateAsync(connection, TimeProvider.System, cancellation).ConfigureAwait(false);
        var source = GatewayDatabase.Open(connection);
        await SealKey.EnsureAsync(source, new DurableCommit(source, TimeProvider.System, NullLogger.Instance), options.Data, cancellation).ConfigureAwait(false);
        var app = Build(options, source);
        await app.StartAsync(cancellation).ConfigureAwait(false);
        return new GatewayServer(app, embedded, source);
    }

    /// <summary>The application without a started database, for generating its OpenAPI document.</summary>
    public static WebApplication Build(GatewayOptions options, NpgsqlDataSource source)
    {
        ArgumentNullException.ThrowIfNull(options);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ContentRootPath = options.Root,
            WebRootPath = WebRoot(options),
            EnvironmentName = options.Environment,
            ApplicationName = typeof(GatewayServer).Assembly.GetName().Name,
        });
        builder.WebHost.UseUrls(options.Urls).ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 64L * 1024 * 1024);
        builder.Services.AddSingleton(new AdapterStamp(CatalogueFolder.Stamp(options.Root))).AddSingleton<AdapterWatch>();
        Registration.Add(builder.Services, options, CatalogueFolder.Read(options.Root), source);
        Observability.Add(builder, source);
        OpenApiDocument.Add(builder.Services);
        ProblemPages.Add(builder.Services);
        ConsolePages.Add(builder.Services);
        Schedules.Add(builder.Services, source);
        var app = builder.Build();
        ProblemPages.Map(app);
        SoapHost.Map(app, Path.Combine(options.Root, "schemas"));
        DeclarationEndpoints.Map(app);
        InboxEndpoints.Map(app);
        Observability.Map(app);
        OpenApiDocument.Map(app);
        ConsolePages.Map(app);
        return app;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await App.StopAsync().ConfigureAwait(false);
        await App.DisposeAsync().ConfigureAwait(false);
        await _source.DisposeAsync().ConfigureAwait(false);
        if (_embedded is not null)
        {
            await _embedded.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The embedded database of a data folder.</summary>
    public static Task<EmbeddedPostgres> EmbeddedAsync(string data, CancellationToken cancellation) =>
        EmbeddedPostgres.StartAsync(Path.Combine(data, "postgres"), new EmbeddedSettings(), TimeProvider.System, NullLogger.Instance, cancellation);

    private static void Prepare(GatewayOptions options)
    {
        Directory.CreateDirectory(options.Data);
        var production = string.Equals(options.Environment, "Production", StringComparison.OrdinalIgnoreCase);
        if (!production)
        {
            DevelopmentCertificates.Ensure(options.CertificatesFolder, TimeProvider.System);
        }

        // A start that cannot come to a good end does not touch the database.
        var (partners, now) = (Registration.Partners(options), TimeProvider.System.GetUtcNow());
        using var certificates = CertificateFolder.Load(options.CertificatesFolder);
        certificates.RefuseDevelopment(options.Environment);
        using var roles = KeyRoles.Load(partners, options.CertificatesFolder, now);
        roles.RefuseDevelopment(options.Environment);
        if (new KeyWatch(roles, partners, certificates).Check(now) is { Count: > 0 } wrong)
        {
            throw new InvalidDataException(string.Join(System.Environment.NewLine, wrong.Select(finding => $"{finding.Code} {finding.Message}")));
        }
    }

    // Built output carries the pages' files beside the assembly; a source tree has them in the project folder.
    private static string WebRoot(GatewayOptions options)
    {
        var beside = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        return Directory.Exists(beside) ? beside : Path.Combine(options.Root, "src", "Gateway.Host", "wwwroot");
    }
}
