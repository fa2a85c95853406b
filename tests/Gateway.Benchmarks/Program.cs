using Gateway.Benchmarks;

// Figures of the gateway beside the limits of the machine they were taken on. See README.md.
var lines = args.Select(argument => int.TryParse(argument, System.Globalization.NumberStyles.None, null, out var count) && count is > 0 and <= 999 ? count : 0).FirstOrDefault(count => count > 0);
var unknown = args.Where(argument => argument is not ("--quick" or "translation" or "token" or "signatures") && (lines == 0 || !args.Contains("translation") || argument != args.Last())).ToList();
if (unknown.Count > 0)
{
    await Console.Error.WriteLineAsync($"unknown: {string.Join(' ', unknown)}\nusage: Gateway.Benchmarks [--quick] [signatures | token | translation [lines of the document]]");
    return 2;
}

if (args.Contains("signatures"))
{
    new SignaturePaces(Gateway.Host.Serving.GatewayOptions.FromEnvironment().Root, args.Contains("--quick") ? TimeSpan.FromSeconds(0.3) : TimeSpan.FromSeconds(2)).Run(Console.Out);
    return 0;
}

if (args.Contains("translation"))
{
    var root = Gateway.Host.Serving.GatewayOptions.FromEnvironment().Root;
    if (lines == 0)
    {
        new LongMessages(root).Run(Console.Out);
    }

    new Translations(root, args.Contains("--quick") ? TimeSpan.FromSeconds(0.3) : TimeSpan.FromSeconds(2)).Run(Console.Out, lines == 0 ? [5, 50, 500] : [lines]);
    return 0;
}

if (args.Contains("token"))
{
    await new TokenSignatures(args.Contains("--quick") ? TimeSpan.FromSeconds(0.3) : TimeSpan.FromSeconds(2)).RunAsync(Console.Out);
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
