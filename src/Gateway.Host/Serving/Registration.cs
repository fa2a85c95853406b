using System.Net;
using Gateway.Adapters;
using Gateway.Host.Cases;
using Gateway.Host.Clearance;
using Gateway.Host.Database;
using Gateway.Host.Declarations;
using Gateway.Host.Evidence;
using Gateway.Host.Exchange.StringSoap;
using Gateway.Host.Exchange;
using Gateway.Host.Partners;
using Gateway.Host.Payments;
using Gateway.Host.Reconciliation;
using Gateway.Host.Signatures;
using Gateway.Host.Taxes;
using Gateway.Signatures;
using Npgsql;
using Polly.Timeout;
using Polly;

namespace Gateway.Host.Serving;

/// <summary>Puts the host's parts together.</summary>
public static class Registration
{
    /// <summary>Everything the stations need.</summary>
    public static void Add(IServiceCollection services, GatewayOptions options, CatalogueLoad adapters, NpgsqlDataSource source)
    {
        services.AddSingleton(options);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(source);
        services.AddSingleton(new AdapterShelf(adapters));
        services.AddSingleton(CertificateFolder.Load(options.CertificatesFolder));
        services.AddSingleton(provider => KeyRoles.Load(provider.GetRequiredService<PartnerBook>(), options.CertificatesFolder, provider.GetRequiredService<TimeProvider>().GetUtcNow()));
        var (time, partners) = (TimeAuthority.Load(options.TimeStamp, options.TimeTrust), Partners(options));
        time.Require(adapters.Catalogue, partners);
        SoapGuard.Require(adapters.Catalogue, partners);
        Confidentiality.Require(adapters.Catalogue, partners);
        EngineTerms.Require(adapters.Catalogue, partners);
        services.AddSingleton(time);
        services.AddSingleton(partners);
        services.AddSingleton<SigningParts>();
        services.AddSingleton<KeyWatch>();
        services.AddSingleton<KeyAlarm>();
        services.AddSingleton(new SealRing(options.Data));
        AddRevocation(services);
        AddExchange(services);
        AddStations(services);
        AddEvidence(services, options);
        SoapHost.Add(services);
    }

    /// <summary>The partners of this deployment.</summary>
    public static PartnerBook Partners(GatewayOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Partners.Length > 0 ? PartnerBook.Read(options.Partners) : new PartnerBook(new PartnerFile());
    }

    private static void AddExchange(IServiceCollection services)
    {
        services.AddSingleton<Queries>();
        services.AddSingleton(provider => new DurableCommit(
            provider.GetRequiredService<NpgsqlDataSource>(), TimeProvider.System, provider.GetRequiredService<ILogger<DurableCommit>>()));
        services.AddSingleton<Keys>();
        services.AddSingleton<Bells>();
        services.AddSingleton<PartnerGate>();
        services.AddSingleton<Confidentiality>();
        services.AddSingleton<Sealing>();
        services.AddSingleton<EnvelopeStore>();
        services.AddSingleton<Reception>();
        services.AddSingleton<Interpreter>();
        services.AddSingleton<Composer>();
        services.AddSingleton<CorrelationFinder>();
        services.AddSingleton<Branches>();
        services.AddSingleton<InboundEffects>();
        services.AddSingleton<StepDesk>();
        services.AddSingleton<VersionStore>();
        services.AddSingleton<CaseReading>();
        services.AddSingleton<InboxParts>();
        services.AddSingleton<InboxDesk>();
        services.AddSingleton<DispatchParts>();
        services.AddSingleton<Dispatch>();
        services.AddSingleton<PortAnswers>();
        services.AddSingleton<PortParts>();
        services.AddSingleton<PortDesk>();
        services.AddSingleton(provider => new Transports(
            provider.GetRequiredService<HttpClient>(), Pipeline(), provider.GetRequiredService<KeyRoles>()));
        services.AddSingleton(_ => Client());
        services.AddSingleton<PollingParts>();
        services.AddSingleton<Polling>();
        services.AddSingleton<ExchangeDuties>();
        services.AddHostedService<ExchangeWorkers>();
        services.AddSingleton<Stamping>();
        services.AddHostedService<StampWorker>();
    }

    private static void AddRevocation(IServiceCollection services)
    {
        services.AddSingleton<RevocationBook>();
        services.AddSingleton(_ => new RevocationClient(new ResiliencePipelineBuilder().AddTimeout(new TimeoutStrategyOptions { Timeout = TimeSpan.FromSeconds(15) }).Build()));
        services.AddSingleton<RevocationStore>();
        services.AddSingleton<RevocationDesk>();
        services.AddSingleton<TrustSources>();
        services.AddSingleton<PartnerTrust>();
        services.AddSingleton<HeldDesk>();
        services.AddSingleton<HeldPages>();
        services.AddSingleton<StampPages>();
        services.AddSingleton<HeldAlarm>();
        services.AddSingleton<EngineAlarm>();
    }

    private static void AddStations(IServiceCollection services)
    {
        services.AddSingleton<EventStore>();
        services.AddSingleton<CaseDocuments>();
        services.AddSingleton<CaseFile>();
        services.AddSingleton<DeclarationStore>();
        services.AddSingleton<DeclarationPages>();
        services.AddSingleton<MessagePages>();
        services.AddSingleton<AsidePages>();
        services.AddSingleton<DocumentReader>();
        services.AddSingleton<IntakeParts>();
        services.AddSingleton<Intake>();
        services.AddSingleton<Assessments>();
        services.AddSingleton<LedgerStore>();
        services.AddSingleton<PaymentParts>();
        services.AddSingleton<PaymentDesk>();
        services.AddSingleton<DayCloseDesk>();
        services.AddSingleton<LedgerAudit>();
    }

    private static void AddEvidence(IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton(AnchorTimes.FromEnvironment());
        services.AddSingleton(RetentionFile.Load(options.Retention));
        services.AddSingleton<Purging>();
        services.AddSingleton<HoldPages>();
        services.AddSingleton<Sealer>();
        services.AddSingleton<AnchorStamping>();
        services.AddSingleton(provider => new Anchoring(
            provider.GetRequiredService<DurableCommit>(), provider.GetRequiredService<Queries>(), TimeProvider.System,
            () => provider.GetRequiredService<KeyRoles>().Signing(KeyRoles.Sign, TimeProvider.System.GetUtcNow()) is { Key: { } key } ? key
                : throw new InvalidOperationException("no key signs for the gateway today: ./gateway keys says why")));
    }

    private static HttpClient Client() => new(new SocketsHttpHandler
    {
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(5),
        AllowAutoRedirect = false,
        MaxConnectionsPerServer = 32,
        AutomaticDecompression = DecompressionMethods.None,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    // One attempt is one send: repeating is the outbox's business, which keeps the bytes and writes every attempt down.
    private static ResiliencePipeline Pipeline() => new ResiliencePipelineBuilder()
        .AddTimeout(new TimeoutStrategyOptions { Timeout = TimeSpan.FromSeconds(30) })
        .Build();
}
