using System.Globalization;

namespace Gateway.Payments;

/// <summary>One tax to be debited.</summary>
/// <param name="TaxItem">Budget sub-item.</param>
/// <param name="Amount">How much.</param>
/// <param name="Tax">The bank's word for the kind of tax; empty where it is not known.</param>
public sealed record DebitLine(string TaxItem, Money Amount, string Tax = "");

/// <summary>What a debit order is asked for.</summary>
/// <param name="Transaction">The order's own id.</param>
/// <param name="Reference">Creditor reference that ties the bank's confirmation to this order.</param>
/// <param name="Payer">Tax code of who owes.</param>
/// <param name="TreasuryAccount">Account the money goes to.</param>
/// <param name="TreasuryName">Its keeper.</param>
/// <param name="Lines">Taxes of one declaration, one currency.</param>
/// <param name="At">When, with the offset whose day the voucher bears.</param>
public sealed record DebitRequest(
    string Transaction, string Reference, string Payer, string TreasuryAccount, string TreasuryName, IReadOnlyList<DebitLine> Lines, DateTimeOffset At);

/// <summary>Builds the order a bank debits by.</summary>
public static class DebitOrder
{
    private static readonly ElementTable Table = ElementTable.Of("order")!;

    /// <summary>
    /// A document of kind <c>order</c> with one declaration, its tax lines, and the reference both in the text and as voucher number.
    /// What only partners' records know (chapter, collecting unit, account ...) comes from <paramref name="standing"/>, a partial order in
    /// the same nouns; it fills what is absent and never
    /// overwrites; its other nouns are left alone. Debts are in the order's own currency, so the rate is 1 and both amounts of a line agree.
    /// </summary>
    public static (Tree Order, IReadOnlyList<Finding> Findings) Build(Tree declaration, DebitRequest request, Tree standing)
    {
        ArgumentNullException.ThrowIfNull(declaration);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(standing);
        var findings = new List<Finding>();
        var total = Total(request.Lines, findings);
        var day = Lexical.ToText(DateOnly.FromDateTime(request.At.DateTime));
        var number = declaration.Value("number") ?? "";
        var payer = declaration.Value("direction") == "EX" ? "exporter" : "importer";
        var order = new Tree("order");
        Put(order, "transaction", request.Transaction);
        Put(order, "sent", day);
        Put(order, "payer/id", request.Payer);
        if (declaration.Value(payer + "/id") == request.Payer)
        {
            Put(order, "payer/name", declaration.Value(payer + "/name"));
        }

        Put(order, "treasury/account", request.TreasuryAccount);
        Put(order, "treasury/name", request.TreasuryName);
        Put(order, "voucher/number", request.Reference);
        Put(order, "voucher/date", day);
        Put(order, "currency", total.Currency);
        Put(order, "rate", "1");
        Put(order, "total", total.ToText());
        Put(order, "text", $"{request.Reference} {number}".TrimEnd());
        AddItem(order, declaration, request.Lines, number);
        Fill(order, standing, "");
        CheckTie(request.Reference, number, findings);
        findings.AddRange(Shape.Check(order, Table, "ORD"));
        return (order, findings);
    }

    private static Money Total(IReadOnlyList<DebitLine> lines, List<Finding> findings)
    {
        var currency = lines.Count == 0 ? "XXX" : lines[0].Amount.Currency;
        decimal sum = 0;
        for (var i = 0; i < lines.Count; i++)
        {
            var amount = lines[i].Amount;
            if (amount.Currency != currency)
            {
                findings.Add(Finding.Error("ORD-CURRENCY", $"item[1]/line[{i + 1}]/amount", "", $"one order is in one currency, {currency}"));
            }
            else if (amount.Minor <= 0)
            {
                findings.Add(Finding.Error("ORD-AMOUNT", $"item[1]/line[{i + 1}]/amount", "", "nothing is debited for an amount of zero or less"));
            }

            sum += amount.Minor;
        }

        if (lines.Count == 0 || sum is > long.MaxValue or < 0)
        {
            findings.Add(Finding.Error("ORD-TOTAL", "total", "", lines.Count == 0 ? "an order has at least one tax line" : "the total is out of range"));
            return new Money(0, currency);
        }

        return new Money((long)sum, currency);
    }

    private static void AddItem(Tree order, Tree declaration, IReadOnlyList<DebitLine> lines, string number)
    {
        var item = order.Add(new Tree("item"));
        Put(item, "entry", "1");
        Put(item, "office", declaration.Value("office"));
        Put(item, "procedure", declaration.Value("procedure"));
        if (Lexical.TryDay(declaration.Value("registered"), out var registered))
        {
            Put(item, "year", registered.Year.ToString("0000", CultureInfo.InvariantCulture));
            Put(item, "registered", Lexical.ToText(registered));
        }

        Put(item, "number", number);
        foreach (var line in lines)
        {
            var node = item.Add(new Tree("line"));
            Put(node, "tax", line.Tax);
            Put(node, "item", line.TaxItem);
            Put(node, "foreign", line.Amount.ToText());
            Put(node, "amount", line.Amount.ToText());
        }
    }

    private static void CheckTie(string reference, string number, List<Finding> findings)
    {
        if (!CreditorReference.IsValid(reference))
        {
            findings.Add(Finding.Error("ORD-REFERENCE", "voucher/number", "", "the reference is no creditor reference of ISO 11649"));
        }

        if (!DeclarationNumber.TryParse(number, out _))
        {
            findings.Add(Finding.Error("ORD-NUMBER", "item[1]/number", "", "the declaration has no number yet"));
        }
    }

    // A partner's record holds more than an order says (its password, say): only nouns an order has are taken.
    private static void Fill(Tree target, Tree standing, string path)
    {
        foreach (var child in standing.Children.Where(child => Table.Find(path + child.Name) is not null))
        {
            if (child.Text is null)
            {
                Fill(target.Child(child.Name) ?? target.Add(new Tree(child.Name)), child, path + child.Name + "/");
            }
            else if (target.Child(child.Name) is null)
            {
                target.Add(child.Copy());
            }
        }
    }

    private static void Put(Tree tree, string path, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            tree.Set(path, text);
        }
    }
}
