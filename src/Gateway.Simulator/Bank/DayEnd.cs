using System.Xml.Linq;

namespace Gateway.Simulator.Bank;

/// <summary>What the answer to a reconciliation request says of one transaction.</summary>
internal sealed record Reconciled(string Transaction, string Result, bool Agrees, bool SameAmount);

/// <summary>The bank's reading of 851: every transaction it sent must come back with a result; whether that agrees is told by its code.</summary>
internal sealed record DayEnd(int Sent, decimal Total, bool Agrees, IReadOnlyList<Reconciled> Transactions)
{
    public static DayEnd Of(IReadOnlyList<XElement> sent, byte[] answer, string agreed)
    {
        var answered = BankMessage.Body(answer)?.Element("Data")?.Elements("Transactions").ToList() ?? [];
        var read = sent.Select(s => Compare(s, answered.Find(a => Id(a) == Id(s)), agreed)).ToList();
        var known = sent.Select(Id).ToHashSet();
        var extra = answered.Where(a => !known.Contains(Id(a))).Select(a => new Reconciled(Id(a), Result(a), false, false));
        List<Reconciled> all = [.. read, .. extra];
        return new DayEnd(sent.Count, sent.Sum(s => Vouchers.Amount(s.Element("SoTien_TO")) ?? 0), all.TrueForAll(r => r.Agrees), all);
    }

    private static Reconciled Compare(XElement sent, XElement? answered, string agreed)
    {
        var same = answered is not null && Vouchers.Amount(answered.Element("SoTien_TO")) == Vouchers.Amount(sent.Element("SoTien_TO"));
        var result = Result(answered);
        return new Reconciled(Id(sent), result, same && result == agreed, same);
    }

    private static string Id(XElement transaction) => transaction.Element("Transaction_ID")?.Value.Trim() ?? "";

    private static string Result(XElement? transaction) => transaction?.Element("KQ_DC")?.Value.Trim() ?? "";
}
