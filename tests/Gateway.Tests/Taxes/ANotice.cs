namespace Gateway.Tests.Taxes;

/// <summary>Tax notices that are right, for tests to spoil.</summary>
internal static class ANotice
{
    internal static readonly Guid Declaration = new("019abcde-0000-7000-8000-000000000001");

    internal static Tree Of(params (string Item, string Name, long Amount)[] lines)
    {
        var notice = new Tree("notice").With("statement", "900000000001").With("number", "10500000001").With("revision", "0");
        notice.Set("payer/id", "0301234567").Set("treasury/account", "7111.2663").Set("currency", "VND");
        foreach (var (item, name, amount) in lines)
        {
            notice.Add(new Tree("line")).With("name", name).With("item", item).With("amount", $"{amount}").With("payable", $"{amount}");
        }

        return notice.Set("total/amount", $"{lines.Sum(line => line.Amount)}").Set("total/payable", $"{lines.Sum(line => line.Amount)}");
    }

    internal static Tree Usual() => Of(("1901", "Thuế nhập khẩu", 12_000_000), ("1702", "Thuế GTGT", 8_000_500));

    internal static Tree Line(this Tree notice, int number) => notice.All("line").ElementAt(number - 1);

    internal static Func<Guid> Ids()
    {
        var next = 0;
        return () => new Guid(++next, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }
}
