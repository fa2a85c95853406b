using System.Globalization;

namespace Gateway.Benchmarks;

/// <summary>The figures of all rounds, printed beside their limits.</summary>
public sealed class Sheet
{
    public const string Declarations = "declarations/s";
    public const string Payments = "payments confirmed/s";
    public const string DeclarationCpu = "CPU ms per declaration";
    public const string PaymentCpu = "CPU ms per payment";
    public const string P50 = "bank call to release, p50 ms";
    public const string P99 = "bank call to release, p99 ms";
    public const string Longest = "bank call to release, max ms";
    public const string Commits = "limit: one-row commits/s, 8 conn.";
    public const string OneThread = "limit: RSA-2048 signs/s, 1 thread";
    public const string AllCores = "limit: RSA-2048 signs/s, all cores";

    private static readonly string[] Order =
        [Commits, OneThread, AllCores, Declarations, Payments, DeclarationCpu, PaymentCpu, P50, P99, Longest];

    private readonly Dictionary<string, List<double>> _figures = Order.ToDictionary(name => name, _ => new List<double>());

    /// <summary>One round's figure.</summary>
    public void Add(string name, double value) => _figures[name].Add(value);

    /// <summary>Median and span of every figure; of a pace also its part of each limit.</summary>
    public void Print(TextWriter said)
    {
        ArgumentNullException.ThrowIfNull(said);
        said.WriteLine($"{TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm} UTC, {Environment.ProcessorCount} cores, .NET {Environment.Version}, {_figures[Declarations].Count} rounds");
        said.WriteLine($"{"figure",-36}{"median",9}{"min",9}{"max",9}{"/commits",10}{"/RSA one",10}{"/RSA all",10}");
        foreach (var name in Order)
        {
            var values = _figures[name];
            var ratios = name is Declarations or Payments ? string.Concat(new[] { Commits, OneThread, AllCores }.Select(limit => Ratio(name, limit))) : "";
            said.WriteLine($"{name,-36}{Text(Median(values)),9}{Text(values.Min()),9}{Text(values.Max()),9}{ratios}");
        }

        said.WriteLine("CPU: this process, gateway and callers together, without PostgreSQL. Partners are away: sending only fails and waits.");
    }

    private string Ratio(string name, string limit) =>
        (Median(_figures[name]) / Median(_figures[limit])).ToString("0.000", CultureInfo.InvariantCulture).PadLeft(10);

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToList();
        var middle = sorted.Count / 2;
        return sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static string Text(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);
}
