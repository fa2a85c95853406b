using Gateway.Benchmarks;

// Figures of the gateway beside the limits of the machine they were taken on. See README.md.
var unknown = args.Where(argument => argument is not ("--quick" or "translation")).ToList();
if (unknown.Count > 0)
{
    await Console.Error.WriteLineAsync($"unknown: {string.Join(' ', unknown)}\nusage: Gateway.Benchmarks [translation] [--quick]");
    return 2;
}

if (args.Contains("translation"))
{
    var root = Gateway.Host.Serving.GatewayOptions.FromEnvironment().Root;
    new LongMessages(root).Run(Console.Out);
    new Translations(root, args.Contains("--quick") ? TimeSpan.FromSeconds(0.3) : TimeSpan.FromSeconds(2)).Run(Console.Out);
    return 0;
}

using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    interrupted.Cancel();
};
await using var ground = await Ground.StartAsync(interrupted.Token);
var sheet = await new Measurement(ground, args.Contains("--quick") ? Sizes.Quick : Sizes.Full).RunAsync(interrupted.Token);
sheet.Print(Console.Out);
return 0;
