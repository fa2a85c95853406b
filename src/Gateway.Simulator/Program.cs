using Gateway.Simulator;
using Gateway.Simulator.Bank;
using Gateway.Simulator.Customs;
using Gateway.Simulator.Delivery;
using Gateway.Simulator.Member;
using Gateway.Simulator.Memory;
using Gateway.Simulator.Proofs;
using Gateway.Simulator.Reception;

if (Options.Parse(args) is not { } options)
{
    Console.Error.WriteLine(Options.Usage);
    return 2;
}

var ring = new KeyRing(options.Certs);
if (ring.Missing() is { Count: > 0 } missing)
{
    Console.Error.WriteLine("Missing certificates: " + string.Join(", ", missing));
    return 1;
}

Scratch.Settle(options.State);
var builder = WebApplication.CreateSlimBuilder();
builder.WebHost.UseUrls(options.Urls).ConfigureKestrel(k => k.Limits.MaxRequestBodySize = 12_000_000);
builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning).AddFilter("Gateway.Simulator", LogLevel.Information).AddJsonConsole(console => console.UseUtcTimestamp = true);
builder.Services
    .AddSingleton(options)
    .AddSingleton(ring)
    .AddSingleton(TimeProvider.System)
    .AddSingleton(provider => new World(new Journal(options.State), provider.GetRequiredService<ILogger<World>>()))
    .AddSingleton(new Forger(options.State))
    .AddSingleton(new HttpClient { Timeout = Timeout.InfiniteTimeSpan })
    .AddSingleton<Faults>()
    .AddSingleton<FrontDesk>()
    .AddSingleton<GatewayLine>()
    .AddSingleton<Sealing>()
    .AddSingleton<Post>()
    .AddSingleton<Registry>()
    .AddSingleton<CustomsOffice>()
    .AddSingleton<PaymentNotice>()
    .AddSingleton<BankWindow>()
    .AddSingleton<BankControls>()
    .AddSingleton<MemberWindow>()
    .AddHostedService<Postman>();

var app = builder.Build();
app.Services.GetRequiredService<World>();
app.MapPartners();
app.MapControls();
app.Run();
return 0;
