using Gateway.Payments;

namespace Gateway.Reconciliation;

/// <summary>One of our payments on a bank's day.</summary>
/// <param name="Payment">The payment.</param>
/// <param name="Acceptance">The number it was accepted under.</param>
/// <param name="Cancelled">Whether it was taken back on our side.</param>
public sealed record DayPayment(Payment Payment, string Acceptance, bool Cancelled = false);

/// <summary>Both sides' sums of a day in one currency, in smallest units.</summary>
/// <param name="Currency">The currency.</param>
/// <param name="AtBank">What the bank lists.</param>
/// <param name="AtCustoms">What we hold.</param>
public sealed record DayTotal(string Currency, decimal AtBank, decimal AtCustoms);

/// <summary>The answer to a bank's reconciliation request.</summary>
/// <param name="Answer">A document of kind <c>statement</c>: every transaction with its result.</param>
/// <param name="Agrees">Whether both sides agree to the last unit.</param>
/// <param name="Totals">Both sides' sums.</param>
/// <param name="Counts">How many transactions came out each way.</param>
/// <param name="Findings">What is odd about the request, and every difference.</param>
public sealed record DayAnswer(
    Tree Answer, bool Agrees, IReadOnlyList<DayTotal> Totals, IReadOnlyDictionary<string, int> Counts, IReadOnlyList<Finding> Findings);

/// <summary>How one transaction came out. The words are ours; an adapter maps them to a partner's codes.</summary>
public static class DayResult
{
#pragma warning disable CS1591 // the words say it
    public const string Matched = "matched", OnlyAtBank = "only-at-bank", OnlyAtCustoms = "only-at-customs", AmountDiffers = "amount-differs",
        CancelledOnOneSide = "cancelled-on-one-side";
#pragma warning restore CS1591
}

/// <summary>Compares a bank's list of a day with our payments of that bank and day.</summary>
public static class DayClose
{
    /// <summary>The day a request is for, or <c>null</c> where it names none.</summary>
    public static DateOnly? DayOf(Tree request) =>
        Lexical.TryDate(request?.Value("day"), out var day) ? day : null;

    /// <summary>
    /// Echoes every transaction of the request with its result and adds what only we have. A transaction listed twice counts once: the
    /// second is only at the bank, and flagged.
    /// </summary>
    public static DayAnswer Compare(Tree request, IReadOnlyList<DayPayment> ours)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(ours);
        var comparison = new DayComparison(ours);
        var answer = new Tree("statement").With("bank", request.Value("bank")).With("day", request.Value("day"));
        if (DayOf(request) is null)
        {
            comparison.Odd("REC-DAY", "day", request.Child("day"), "a reconciliation request names its day");
        }

        foreach (var (listed, index) in request.All("transaction").Select((listed, index) => (listed, index)))
        {
            answer.Add(WithResult(listed, comparison.Take(listed, $"transaction[{index + 1}]")));
        }

        foreach (var missing in comparison.NotListed())
        {
            answer.Add(WithResult(DayEcho.Of(missing), DayResult.OnlyAtCustoms));
        }

        return comparison.Finish(answer);
    }

    private static Tree WithResult(Tree listed, string result)
    {
        var echo = listed.Copy();
        foreach (var stale in echo.All("result").ToList())
        {
            echo.Remove(stale);
        }

        return echo.With("result", result);
    }
}
