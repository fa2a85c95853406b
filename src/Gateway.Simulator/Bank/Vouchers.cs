using System.Globalization;
using System.Xml.Linq;

namespace Gateway.Simulator.Bank;

/// <summary>The bank's acceptance of a debit order.</summary>
internal sealed record Acceptance(string Number, string Day);

/// <summary>Makes payment messages out of the debit order they carry out.</summary>
internal static class Vouchers
{
    private static readonly string[] Payer = ["Ma_DV", "Ma_Chuong", "Ten_DV", "Ma_KB", "Ten_KB", "TKKB", "Ma_NTK", "Ma_HQ_PH", "Ma_HQ_CQT", "KyHieu_CT", "So_CT", "Loai_CT"];
    private static readonly string[] Money = ["Ma_NT", "Ty_Gia", "SoTien_TO", "DienGiai"];
    private static readonly string[] Item = ["TTButToan", "Ma_HQ", "Ma_LH", "Nam_DK", "So_TK", "Ma_LT"];
    private static readonly string[] Line = ["Ma_ST", "NDKT", "SoTien_NT", "SoTien_VND"];

    /// <summary>Data of 301, in the order of its table: the order's voucher, the bank's codes and the day of the debit.</summary>
    public static XElement Payment(XElement order, Acceptance acceptance, string day)
    {
        var voucher = order.Element("ThongTinChungTu")!;
        var account = order.Element("ThongTinGiaoDich")?.Element("TaiKhoan_NopTien");
        return new XElement(
            "Data",
            new XElement("Ma_NH_PH", BankHeader.Code),
            new XElement("Ten_NH_PH", "SIMULATED BANK"),
            new XElement("Ma_NH_TH", Or(account?.Element("Ma_NH_TH")?.Value, BankHeader.Code)),
            new XElement("Ten_NH_TH", Or(account?.Element("Ten_NH_TH")?.Value, "SIMULATED BANK")),
            Copy(voucher, Payer),
            new XElement("So_TN_CTS", acceptance.Number),
            new XElement("Ngay_TN_CTS", acceptance.Day),
            new XElement("Ngay_BN", day),
            new XElement("Ngay_BC", day),
            new XElement("Ngay_CT", Or(voucher.Element("Ngay_CT")?.Value, day)),
            Copy(voucher, Money),
            voucher.Elements("GNT_CT").Select(g => new XElement(
                "GNT_CT",
                Copy(g, Item),
                g.Elements("ToKhai_CT").Select(t => new XElement("ToKhai_CT", Copy(t, Line))))));
    }

    /// <summary>One transaction of 801: the data of a 301 under what customs answered to it.</summary>
    public static XElement Transaction(string id, Acceptance acceptance, XElement payment) => new(
        "Transactions",
        new XElement("Transaction_ID", id),
        new XElement("So_TN_CT", acceptance.Number),
        new XElement("Ngay_TN_CT", acceptance.Day),
        payment.Elements().Where(e => e.Name.LocalName is not ("So_TN_CTS" or "Ngay_TN_CTS")));

    /// <summary>The same payment over another sum: one dong more in its last line and in its total.</summary>
    public static XElement OneMore(XElement payment)
    {
        var other = new XElement(payment);
        foreach (var amount in new[] { other.Descendants("SoTien_VND").Last(), other.Element("SoTien_TO")! })
        {
            amount.Value = (Amount(amount)!.Value + 1).ToString(CultureInfo.InvariantCulture);
        }

        return other;
    }

    /// <summary>What is wrong with a debit order, or null.</summary>
    public static string? Flaw(XElement? order)
    {
        var voucher = order?.Element("ThongTinChungTu");
        var lines = voucher?.Descendants("ToKhai_CT").Select(l => Amount(l.Element("SoTien_VND"))).ToList() ?? [];
        if (voucher is null || lines.Count == 0 || lines.Any(l => l is null or <= 0))
        {
            return "the order has no lines, or one without an amount";
        }

        return lines.Sum() != Amount(voucher.Element("SoTien_TO")) ? "the lines do not add up to SoTien_TO"
            : Numbers(order!).Any(n => n.Length is not (11 or 12) || !n.All(char.IsAsciiDigit)) ? "a declaration number is not of 11 or 12 digits"
            : null;
    }

    /// <summary>The declarations an order or a payment is for.</summary>
    public static string[] Numbers(XElement data) => [.. data.Descendants("So_TK").Select(n => n.Value.Trim())];

    public static decimal? Amount(XElement? element) =>
        decimal.TryParse(element?.Value.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) && amount < 1_000_000_000_000_000_000m ? amount : null;

    private static IEnumerable<XElement> Copy(XElement from, string[] names) => names.Select(n => from.Element(n)).OfType<XElement>().Select(e => new XElement(e));

    private static string Or(string? value, string otherwise) => string.IsNullOrWhiteSpace(value) ? otherwise : value;
}
