using System.Globalization;
using Gateway.Host.Cases;
using Gateway.Host.Declarations;

namespace Gateway.Host.Journeys;

/// <summary>Prints how a journey ended, for people.</summary>
public static class Report
{
    /// <summary>A declaration's timeline, messages with verdicts, and ledger.</summary>
    public static void Declaration(TextWriter to, DeclarationView view)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(view);
        to.WriteLine();
        to.WriteLine($"   {view.Declaration.Direction} {view.Declaration.Reference}, number {view.Declaration.Number}: {view.Status}");
        foreach (var entry in view.Timeline.Entries)
        {
            to.WriteLine($"   {Time(entry.OccurredAt)}  {Label(entry),-28} by {entry.Source,-11} held by {entry.Holder}");
        }

        foreach (var message in view.Messages)
        {
            var verdict = message.Direction == "out"
                ? message.InReplyTo is null ? $"attempts {message.Attempts}" : "answered at once"
                : message.Verdict is null ? "not signed" : $"signature {message.Verdict} {message.Signer}";
            to.WriteLine($"   {(message.Direction == "in" ? "<-" : "->")} {message.Partner,-11} {message.Message ?? "(as posted)",-42} {message.Length,6} B  {message.Sha256[..12]}  {verdict}");
        }

        foreach (var line in view.Ledger)
        {
            to.WriteLine($"   {Time(line.At)}  {line.Account,-50} {Amount(line.Debit),14} {Amount(line.Credit),14} {line.Currency}  {line.Reason}");
        }
    }

    /// <summary>Whether everything came out as the sample says.</summary>
    public static void Verdict(TextWriter to, IReadOnlyList<Played> played)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(played);
        var differences = played.SelectMany(one => one.Differences.Select(difference => $"{one.Journey}: {difference}")).ToList();
        to.WriteLine();
        to.WriteLine(differences.Count == 0 ? "every step came out as the sample says" : "not as the sample says:");
        foreach (var difference in differences)
        {
            to.WriteLine($"  {difference}");
        }
    }

    private static string Label(TimelineEntry entry) => entry.Attributes.Count == 0 ? entry.Event : $"{entry.Event} {string.Join(" ", entry.Attributes.Values.Where(value => value.Length < 16))}";

    private static string Time(DateTimeOffset at) => at.ToUniversalTime().ToString("HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Amount(long amount) => amount == 0 ? "" : amount.ToString("N0", CultureInfo.InvariantCulture);
}
