using Gateway.Payments;

namespace Gateway.Reconciliation;

/// <summary>One payment while it is being placed: what is still open of each debt, and the parts placed so far.</summary>
internal sealed class Placing
{
    private readonly Payment _payment;
    private readonly bool _payerKnown;
    private readonly string _payer;
    private readonly List<Placement> _placements = [];
    private readonly List<Guid> _settled = [];
    private readonly Dictionary<Guid, long> _first;
    private readonly Dictionary<Guid, long> _open;

    internal Placing(Payment payment, IReadOnlyList<OpenItem> candidates, bool payerKnown, string currency)
    {
        _payment = payment;
        Currency = currency;

        // Oldest first: notices are numbered in the order they are issued. Arrival never decides.
        Items = candidates.Where(item => item.Open.Currency == currency).DistinctBy(item => item.Obligation.Id)
            .OrderBy(item => item.Obligation.Statement.Length).ThenBy(item => item.Obligation.Statement, StringComparer.Ordinal)
            .ThenBy(item => item.Obligation.TaxItem, StringComparer.Ordinal).ThenBy(item => item.Obligation.Id).ToList();
        _first = Items.ToDictionary(item => item.Obligation.Id, item => Math.Max(0, item.Open.Minor));
        _open = new Dictionary<Guid, long>(_first);

        // One payer has one account, however the bank writes the code.
        var onRecord = Items.Select(item => item.Obligation.Payer).FirstOrDefault(payer => Payers.Same(payment.Payer, payer));
        _payer = onRecord ?? payment.Payer;
        _payerKnown = payment.Payer.Length > 0 && (payerKnown || onRecord is not null);
    }

    internal string Currency { get; }

    /// <summary>The candidates in the order they are served.</summary>
    internal IReadOnlyList<OpenItem> Items { get; }

    /// <summary>What is not placed yet.</summary>
    internal long Left => _payment.Amount.Minor - _placements.Sum(placement => placement.Amount.Minor);

    internal long OpenOf(OpenItem item) => _open[item.Obligation.Id];

    internal long OpenAtFirst(OpenItem item) => _first[item.Obligation.Id];

    internal void Allocate(OpenItem item, long amount, string rule, string reason, IReadOnlyList<Evidence> evidence)
    {
        var id = item.Obligation.Id;
        if (amount == 0)
        {
            return;
        }

        _open[id] -= amount;
        if (_open[id] == 0)
        {
            _settled.Add(id);
        }

        Add(Disposition.Allocated, id, amount, rule, reason, evidence);
    }

    internal void Overpay(long amount, string rule, string reason, IReadOnlyList<Evidence> evidence) =>
        Add(Disposition.Overpaid, null, amount, rule, reason, evidence);

    /// <summary>Keeps money for its payer; where nobody knows the payer, for whoever it turns out to be.</summary>
    internal void SetAside(long amount, string reason, IReadOnlyList<Evidence> evidence)
    {
        if (_payerKnown)
        {
            Add(Disposition.Unapplied, null, amount, "P11", reason, evidence);
        }
        else
        {
            Suspend(amount, "R12_UNKNOWN_PAYER", [.. evidence, new Evidence("payer", _payment.Payer, "", "equal", false)]);
        }
    }

    internal void Suspend(long amount, string reason, IReadOnlyList<Evidence> evidence) =>
        Add(Disposition.Suspense, null, amount, "P11", reason, evidence);

    internal Match Finish(Guid journal)
    {
        // What the payer's own lines did not name (a document may list less than it pays) is kept as well.
        SetAside(Left, "R11_PAYER_ONLY", []);

        var credits = _placements.GroupBy(Account).Select(group => Posting.Cr(group.Key, Sum(group)));
        var entry = new Journal(
            journal, "payment", $"{_payment.Bank}/{_payment.Transaction}",
            string.Join('+', _placements.Select(placement => placement.Reason).Distinct()),
            string.Join('+', _placements.Select(placement => placement.Rule).Distinct()),
            [Posting.Dr(Accounts.Claim(_payment.Bank), _payment.Amount), .. credits], Matching.RuleSet);
        return new Match(_placements, entry, _settled, Matching.RuleSet);
    }

    private void Add(Disposition disposition, Guid? obligation, long amount, string rule, string reason, IReadOnlyList<Evidence> evidence)
    {
        if (amount > 0)
        {
            _placements.Add(new Placement(disposition, obligation, new Money(amount, _payment.Amount.Currency), rule, reason, evidence));
        }
    }

    private string Account(Placement placement) => placement.Disposition switch
    {
        Disposition.Allocated => Accounts.Debt(placement.Obligation!.Value),
        Disposition.Overpaid => Accounts.Overpaid(_payer),
        Disposition.Unapplied => Accounts.Unapplied(_payer),
        _ => Accounts.Suspense(_payment.Bank),
    };

    private static Money Sum(IEnumerable<Placement> placements) =>
        placements.Select(placement => placement.Amount).Aggregate((left, right) => left + right);
}
