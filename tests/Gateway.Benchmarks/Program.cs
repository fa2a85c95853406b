using Gateway.Benchmarks;

// Figures of the gateway beside the limits of the machine they were taken on. See README.md.
var unknown = args.Where(argument => argument is not "--quick").ToList();
if (unknown.Count > 0)
{
    await Console.Error.WriteLineAsync($"unknown: {string.Join(' ', unknown)}\nusage: Gateway.Benchmarks [--quick]");
    return 2;
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
