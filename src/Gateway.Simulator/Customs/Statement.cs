using Gateway.Simulator.Memory;

namespace Gateway.Simulator.Customs;

/// <summary>Fills in VAF801: what is to be paid, into which account of the Treasury.</summary>
internal static class Statement
{
    public const string TreasuryAccount = "71110004747";

    public static Sheet Of(Declaration declaration, TaxRule tax)
    {
        var declared = declaration.Sheet;
        var registered = Forms.Day(declaration.Registered!.Value);
        var head = new Dictionary<string, string>
        {
            ["CSM"] = "Chi cục Hải quan khu vực (mô phỏng)",
            ["CBN"] = "Hải quan cửa khẩu " + declared["CH"],
            ["SPN"] = declaration.Statement!,
            ["IEN"] = declared["IMN"],
            ["IEC"] = declared["IMC"],
            ["PCD"] = declared["IMY"],
            ["ADB"] = declared["IMA"],
            ["TEL"] = declared["IMT"],
            ["ICN"] = declaration.Number,
            ["DDC"] = registered,
            ["DKC"] = declared["ICB"],
            ["TAM"] = Forms.Text(tax.Total),
            ["TA2"] = "0",
            ["TA3"] = "0",
            ["TA4"] = Forms.Text(tax.Total),
            ["CCC"] = "VND",
            ["EXR"] = "1",
            ["TAN"] = TreasuryAccount,
            ["TNM"] = "Kho bạc Nhà nước khu vực (mô phỏng)",
            ["ARR"] = "0,03%/ngày",
            ["DOP"] = registered,
        };
        Bank(head, declared);
        (string Name, string Item, decimal Amount)[] lines = [("Thuế nhập khẩu", "1901", tax.Duty), ("Thuế GTGT", "1702", tax.Vat)];
        foreach (var (line, i) in lines.Where(l => l.Amount > 0).Select((l, i) => (l, i + 1)))
        {
            head["TN" + i] = line.Name;
            head["IS" + i] = line.Item;
            head["IT" + i] = Forms.Text(line.Amount);
            head["IE" + i] = "0";
            head["IR" + i] = "0";
            head["IM" + i] = Forms.Text(line.Amount);
        }

        return new Sheet(head, []);
    }

    // A guarantee defers the payment by thirty days; the references of bank and guarantor are echoed.
    private static void Bank(Dictionary<string, string> head, Sheet declared)
    {
        foreach (var (answer, item) in new[] { ("BCD", "BRC"), ("BIY", "BYA"), ("BPS", "BCM"), ("BPN", "BCN"), ("SBK", "SBC"), ("SIY", "RYA"), ("SBS", "SCM"), ("SRN", "SCN") })
        {
            head[answer] = declared[item];
        }

        if (declared["ENC"] is "A" or "B")
        {
            head["LOP"] = "30";
            head["EFD"] = head["DDC"];
        }
    }
}
