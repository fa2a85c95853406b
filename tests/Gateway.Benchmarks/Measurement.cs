using System.Collections.Concurrent;

namespace Gateway.Benchmarks;

/// <summary>One run: a warm-up, then rounds of everything.</summary>
public sealed class Measurement(Ground ground, Sizes sizes)
{
    private const string Declared = "vn/vnaccs/import/2014:IDA";
    private const string Released = "vn/customs/payment-confirmed/own-1:PAYMENT-CONFIRMED";
    private readonly Debts _debts = new(ground.Parts);
    private readonly Sheet _sheet = new();

    /// <summary>All figures.</summary>
    public async Task<Sheet> RunAsync(CancellationToken cancellation)
    {
        using var enterprise = new Declarant(ground);
        using var bank = new Bank(ground);
        await CallsAsync(await ConfirmationsAsync(enterprise, bank, 100, cancellation), bank, cancellation);
        for (var round = 1; round <= sizes.Rounds; round++)
        {
            await Console.Out.WriteLineAsync($"round {round} of {sizes.Rounds}");
            await LimitsAsync(cancellation);
            await DeclarationsAsync(enterprise, cancellation);
            await PaymentsAsync(enterprise, bank, cancellation);
            var calls = await CallsAsync(await ConfirmationsAsync(enterprise, bank, sizes.Calls, cancellation), bank, cancellation);
            _sheet.Add(Sheet.P50, Percentile(calls, 50));
            _sheet.Add(Sheet.P99, Percentile(calls, 99));
            _sheet.Add(Sheet.Longest, calls[^1]);
        }

        return _sheet;
    }

    private async Task LimitsAsync(CancellationToken cancellation)
    {
        await ground.EmptyOutboxAsync(cancellation);
        _sheet.Add(Sheet.Commits, await Limits.CommitsAsync(ground, sizes.Limit, cancellation));
        _sheet.Add(Sheet.OneThread, await Limits.SignaturesAsync(1, sizes.Limit));
        _sheet.Add(Sheet.AllCores, await Limits.SignaturesAsync(Environment.ProcessorCount, sizes.Limit));
    }

    private async Task DeclarationsAsync(Declarant enterprise, CancellationToken cancellation)
    {
        await ground.EmptyOutboxAsync(cancellation);
        var pace = await CountedAsync(Declared, sizes.Messages, cancellation, () => Load.RunAsync(
            enterprise.Runs(sizes.Messages), Sizes.Concurrency, (lane, run) => enterprise.DeclareAsync(lane, run, cancellation)));
        _sheet.Add(Sheet.Declarations, pace.PerSecond);
        _sheet.Add(Sheet.DeclarationCpu, pace.CpuMilliseconds);
    }

    private async Task PaymentsAsync(Declarant enterprise, Bank bank, CancellationToken cancellation)
    {
        var calls = await ConfirmationsAsync(enterprise, bank, sizes.Messages, cancellation);
        var pace = await CountedAsync(Released, sizes.Messages, cancellation, () => Load.RunAsync(
            calls, Sizes.Concurrency, (lane, call) => bank.ConfirmAsync(lane, call, cancellation)));
        _sheet.Add(Sheet.Payments, pace.PerSecond);
        _sheet.Add(Sheet.PaymentCpu, pace.CpuMilliseconds);
    }

    // One at a time: milliseconds of every call, in order of length.
    private async Task<List<double>> CallsAsync(IReadOnlyCollection<byte[]> calls, Bank bank, CancellationToken cancellation)
    {
        var took = new List<double>();
        await CountedAsync(Released, calls.Count, cancellation, () => Load.RunAsync(calls, 1, async (lane, call) =>
        {
            var started = TimeProvider.System.GetTimestamp();
            await bank.ConfirmAsync(lane, call, cancellation);
            took.Add(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
        }));
        took.Sort();
        return took;
    }

    // Not measured: declarations, their debts, the bank's signed confirmations; then nothing waits to be sent.
    private async Task<IReadOnlyCollection<byte[]>> ConfirmationsAsync(Declarant enterprise, Bank bank, int count, CancellationToken cancellation)
    {
        var calls = new ConcurrentBag<byte[]>();
        await Load.RunAsync(enterprise.Runs(count), Sizes.Concurrency, async (lane, run) =>
            calls.Add(bank.Confirmation(await _debts.OpenAsync(await enterprise.DeclareAsync(lane, run, cancellation), cancellation))));
        await ground.EmptyOutboxAsync(cancellation);
        return calls;
    }

    // A pace counts only when every piece left the signed message it is about.
    private async Task<Pace> CountedAsync(string message, int expected, CancellationToken cancellation, Func<Task<Pace>> run)
    {
        var sql = $"select count(*) from exchange.envelope where direction = 'out' and message = '{message}'";
        var before = await ground.SqlAsync(sql, cancellation);
        var pace = await run();
        var made = await ground.SqlAsync(sql, cancellation) - before;
        return made == expected ? pace : throw new InvalidOperationException($"{made} of {expected} {message} were written");
    }

    private static double Percentile(List<double> sorted, int percent) => sorted[(((sorted.Count * percent) + 99) / 100) - 1];
}
