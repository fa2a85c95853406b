using System.Globalization;
using System.Text;
using Gateway.Host.Cases;
using Gateway.Host.Declarations;
using Gateway.Host.Exchange;

namespace Gateway.Host.Verbs;

/// <summary>Says what is set aside, as lines or as one JSON document. Foreign text is printed without characters that steer a terminal.</summary>
internal static class AsideReport
{
    public static void List(IReadOnlyList<AsideView> all, bool json, TextWriter output)
    {
        if (json)
        {
            output.WriteLine(VerbReport.Serialize(new { Aside = all }));
            return;
        }

        foreach (var aside in all)
        {
            output.WriteLine($"{aside.Id}  {Time(aside.At)}  {aside.Kind,-4}  {Plain(aside.Step.Length > 0 ? aside.Step : aside.Partner),-10}  {Plain(aside.Message ?? "-")}  {Plain(aside.Reference ?? "-")}  {Plain(Reason(aside.Code, aside.Reason))}");
        }

        output.WriteLine($"{all.Count} set aside");
    }

    public static void Held(IReadOnlyList<HeldMessage> all, bool json, TextWriter output)
    {
        if (json)
        {
            output.WriteLine(VerbReport.Serialize(new { Held = all }));
            return;
        }

        foreach (var held in all)
        {
            output.WriteLine($"{held.Id}  since {Time(held.Since)}  {Plain(held.Partner),-10}  {held.Behind} behind  next look {Time(held.Next)}  {Plain(Reason(held.Code, held.Reason))}");
        }

        output.WriteLine($"{all.Count} held");
    }

    public static void Show(AsideDetail detail, bool json, TextWriter output)
    {
        if (json)
        {
            var (aside, kept) = (detail.Aside, detail.Kept);
            output.WriteLine(VerbReport.Serialize(new
            {
                Aside = aside, detail.Rounds, detail.Findings,
                Kept = kept is null ? null : new { kept.Length, kept.Sha256, kept.ContentType, kept.Sealed, kept.Truncated, kept.Attempts, First = kept.Sealed ? null : kept.First },
            }));
            return;
        }

        Head(detail.Aside, output);
        foreach (var round in detail.Rounds)
        {
            output.WriteLine($"round {round.Round}      {Time(round.At)} {Plain(Reason(round.Code, round.Reason))}");
            output.WriteLine(round.Decided is { } decided
                ? $"             {(decided.Decision == "retry" ? "put back" : "dropped")} {Time(decided.At)} by {Plain(decided.Who)}{(decided.Why.Length > 0 ? ": " + Plain(decided.Why) : "")}"
                : "             set aside");
        }

        foreach (var finding in detail.Findings)
        {
            output.WriteLine($"finding      {finding.Severity} {Plain(Line(finding))}");
        }

        Bytes(detail.Kept, output);
    }

    public static int Rulings(IReadOnlyList<(Guid Id, Ruling Ruling)> rulings, bool json, TextWriter output)
    {
        var refused = rulings.Count(each => !each.Ruling.Holds);
        if (json)
        {
            output.WriteLine(VerbReport.Serialize(new
            {
                Decisions = rulings.Select(each => new { each.Id, Ok = each.Ruling.Holds, each.Ruling.Code, each.Ruling.Text }), Ok = rulings.Count - refused, Refused = refused,
            }));
            return refused == 0 ? 0 : 1;
        }

        foreach (var (id, ruling) in rulings)
        {
            output.WriteLine(ruling.Holds ? $"ok {id} {Plain(ruling.Text)}" : $"refused {id}: {ruling.Code} {Plain(ruling.Text)}");
        }

        output.WriteLine($"{rulings.Count - refused} ok, {refused} refused");
        return refused == 0 ? 0 : 1;
    }

    private static void Head(AsideView aside, TextWriter output)
    {
        output.WriteLine($"id           {aside.Id}");
        output.WriteLine(aside.Kind switch
        {
            "step" => $"step         {Plain(aside.Step)}, would send {Plain(aside.Message ?? "-")}",
            "out" => $"to           {Plain(aside.Partner)}, {Plain(aside.Message ?? "-")}",
            _ => $"from         {Plain(aside.Partner)}, {Plain(aside.Message ?? "not recognised")}",
        });
        output.WriteLine($"declaration  {(aside.Declaration is { } declaration ? $"{declaration} {Plain(aside.Reference ?? "")}" : "-")}");
        output.WriteLine($"correlation  {Plain(aside.Correlation ?? "-")}");
    }

    private static void Bytes(KeptMessage? kept, TextWriter output)
    {
        if (kept is null)
        {
            return;
        }

        output.WriteLine($"bytes        {kept.Length}{(kept.Truncated ? ", only a beginning was kept" : "")}, {Plain(kept.ContentType)}, sent {kept.Attempts} times, sha256 {kept.Sha256}");
        if (kept.Sealed)
        {
            output.WriteLine("first        sealed: not shown");
            return;
        }

        foreach (var line in Encoding.UTF8.GetString(kept.First).Split('\n'))
        {
            output.WriteLine($"first        {Plain(line.TrimEnd('\r'))}");
        }
    }

    private static string Reason(string code, string reason) => reason.StartsWith(code, StringComparison.Ordinal) ? reason : $"{code} {reason}";

    private static string Line(FindingView finding) =>
        $"{finding.Code} {(finding.Pointer.Length == 0 ? "-" : finding.Pointer)} {(finding.Path.Length == 0 ? "-" : finding.Path)} {finding.Message}{(finding.Line > 0 ? $" (line {finding.Line})" : "")}";

    private static string Time(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    internal static string Plain(string text) => string.Create(text.Length, text, static (to, from) =>
    {
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = char.GetUnicodeCategory(from[i]) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator ? '·' : from[i];
        }
    });
}
