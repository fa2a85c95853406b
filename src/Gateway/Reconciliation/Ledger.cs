using Gateway.Payments;
using Gateway.Taxes;

namespace Gateway.Reconciliation;

/// <summary>An account's sums in one currency, in smallest units; wide enough for any number of postings.</summary>
/// <param name="Account">The account.</param>
/// <param name="Currency">The currency.</param>
/// <param name="Debit">Left side.</param>
/// <param name="Credit">Right side.</param>
public sealed record Balance(string Account, string Currency, decimal Debit, decimal Credit)
{
    /// <summary>Debit less credit.</summary>
    public decimal Net => Debit - Credit;
}

/// <summary>A payment and how it was placed.</summary>
/// <param name="Payment">The money.</param>
/// <param name="Match">Where it went.</param>
public sealed record Placed(Payment Payment, Match Match);

/// <summary>Adds the books up and holds them to the invariants that a list can show.</summary>
public static class Ledger
{
    /// <summary>Every account, by name and currency.</summary>
    public static IReadOnlyList<Balance> Balances(IEnumerable<Journal> journals) =>
        journals.SelectMany(journal => journal.Postings)
            .GroupBy(posting => (posting.Account, posting.Debit.Currency))
            .Select(group => new Balance(
                group.Key.Account, group.Key.Currency, group.Sum(posting => (decimal)posting.Debit.Minor), group.Sum(posting => (decimal)posting.Credit.Minor)))
            .OrderBy(balance => balance.Account, StringComparer.Ordinal).ThenBy(balance => balance.Currency, StringComparer.Ordinal).ToList();

    /// <summary>
    /// What is broken: a journal or the book out of balance (<c>LED-I1</c>), a posting that is not one-sided (<c>LED-POSTING</c>), a payment
    /// not placed to the last unit (<c>LED-I3</c>), a debt paid beyond what was assessed (<c>LED-I4</c>), a cause with two journals
    /// (<c>LED-I5</c>). Nothing, when the books are right.
    /// </summary>
    public static IReadOnlyList<Finding> Check(
        IReadOnlyCollection<Journal> journals, IReadOnlyCollection<Placed> placed, IReadOnlyCollection<Obligation> obligations) =>
        [.. Balanced(journals), .. OneSided(journals), .. OncePerCause(journals), .. PlacedWhole(placed), .. WithinAssessed(placed, obligations)];

    /// <summary>What is still open of each debt.</summary>
    public static IReadOnlyList<OpenItem> Open(IEnumerable<Obligation> obligations, IEnumerable<Match> matches)
    {
        var paid = Paid(matches);
        return obligations.Select(obligation => new OpenItem(
            obligation, obligation.Amount with { Minor = (long)(obligation.Amount.Minor - paid.GetValueOrDefault(obligation.Id)) })).ToList();
    }

    private static IEnumerable<Finding> Balanced(IReadOnlyCollection<Journal> journals)
    {
        var book = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var journal in journals)
        {
            var own = new Dictionary<string, decimal>(StringComparer.Ordinal);
            foreach (var posting in journal.Postings)
            {
                Add(own, posting.Debit.Currency, posting.Debit.Minor);
                Add(own, posting.Credit.Currency, -(decimal)posting.Credit.Minor);
            }

            foreach (var (currency, net) in own)
            {
                Add(book, currency, net);
                if (net != 0)
                {
                    yield return Violation("LED-I1", journal.Id.ToString(), $"the journal is out of balance in {currency}");
                }
            }
        }

        foreach (var (currency, _) in book.Where(sum => sum.Value != 0))
        {
            yield return Violation("LED-I1", "", $"the book is out of balance in {currency}");
        }

        static void Add(Dictionary<string, decimal> sums, string currency, decimal amount) =>
            sums[currency] = sums.GetValueOrDefault(currency) + amount;
    }

    private static IEnumerable<Finding> OneSided(IReadOnlyCollection<Journal> journals) =>
        from journal in journals
        from posting in journal.Postings
        where posting.Debit.Currency != posting.Credit.Currency || posting.Debit.Minor < 0 || posting.Credit.Minor < 0
            || (posting.Debit.Minor == 0) == (posting.Credit.Minor == 0)
        select Violation("LED-POSTING", journal.Id.ToString(), $"a posting to {posting.Account} is not one amount on one side");

    private static IEnumerable<Finding> OncePerCause(IReadOnlyCollection<Journal> journals) =>
        journals.GroupBy(journal => (journal.Kind, journal.Cause)).Where(group => group.Count() > 1)
            .Select(group => Violation("LED-I5", group.Key.Cause, $"{group.Count()} journals of kind {group.Key.Kind}"));

    private static IEnumerable<Finding> PlacedWhole(IReadOnlyCollection<Placed> placed) =>
        from item in placed
        let sum = item.Match.Placements.Sum(placement => (decimal)placement.Amount.Minor)
        where sum != item.Payment.Amount.Minor
            || item.Match.Placements.Any(placement => placement.Amount.Minor <= 0 || placement.Amount.Currency != item.Payment.Amount.Currency)
        select Violation("LED-I3", $"{item.Payment.Bank}/{item.Payment.Transaction}", $"{sum:0} of {item.Payment.Amount.Minor} is placed");

    private static IEnumerable<Finding> WithinAssessed(IReadOnlyCollection<Placed> placed, IReadOnlyCollection<Obligation> obligations)
    {
        var owed = obligations.ToDictionary(obligation => obligation.Id, obligation => obligation.Amount.Minor);
        return Paid(placed.Select(item => item.Match)).Where(paid => paid.Value > owed.GetValueOrDefault(paid.Key))
            .Select(paid => Violation("LED-I4", paid.Key.ToString(), $"{paid.Value:0} is paid on {owed.GetValueOrDefault(paid.Key)}"));
    }

    private static Dictionary<Guid, decimal> Paid(IEnumerable<Match> matches) =>
        matches.SelectMany(match => match.Placements).Where(placement => placement.Obligation is not null)
            .GroupBy(placement => placement.Obligation!.Value).ToDictionary(group => group.Key, group => group.Sum(placement => (decimal)placement.Amount.Minor));

    private static Finding Violation(string code, string pointer, string message) => Finding.Error(code, pointer, "", message);
}
