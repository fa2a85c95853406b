using System.Globalization;
using Gateway.Simulator.Memory;

namespace Gateway.Simulator.Customs;

/// <summary>Fills in the answers of customs from what was declared.</summary>
internal static class Forms
{
    private static readonly Dictionary<string, string> ImportEcho = Echo("echo-import");
    private static readonly Dictionary<string, string> ExportEcho = Echo("echo-export");

    /// <summary>The copy of the pre-registered declaration: everything declared, and the number given to it.</summary>
    public static Sheet Copy(Declaration declaration)
    {
        var echo = declaration.Import ? ImportEcho : ExportEcho;
        var head = Take(declaration.Sheet.Head, echo);
        head[declaration.Import ? "ICN" : "ECN"] = declaration.Number;
        var code = declaration.Sheet.Goods[0].GetValueOrDefault("CMD", "");
        head[declaration.Import ? "A00" : "K01"] = code[..Math.Min(4, code.Length)];
        head[declaration.Import ? "B13" : "K70"] = Text(declaration.Sheet.Goods.Count);
        var goods = declaration.Sheet.Goods.Select((g, i) =>
        {
            var line = Take(g, echo);
            line[declaration.Import ? "B25" : "R01"] = (i + 1).ToString("00", CultureInfo.InvariantCulture);
            return line;
        });
        return new Sheet(head, [.. goods]);
    }

    /// <summary>Registered, with the channel: VAD1AC.</summary>
    public static Sheet ImportChannel(Declaration declaration, TaxRule tax)
    {
        var sheet = Copy(declaration);
        Stamp(sheet, "A09", "AD1", declaration.Registered!.Value);
        var head = sheet.Head;
        head["A06"] = declaration.Channel;
        head["A86"] = Text(tax.Value);
        head["KJ1"] = tax.Currency;
        head["KK1"] = Text(tax.Exchange);
        Subject(head, 1, "N", "Thuế nhập khẩu", tax.Duty, tax.Lines.Count);
        Subject(head, 2, "V", "Thuế GTGT", tax.Vat, tax.Lines.Count);
        head["B02"] = Text(tax.Total);
        foreach (var (goods, line) in sheet.Goods.Zip(tax.Lines))
        {
            goods["B36"] = Text(line.Value);
            goods["B43"] = Text(line.Rate) + "%";
            goods["B47"] = Text(line.Duty);
            goods["KQ1"] = "Thuế GTGT";
            goods.TryAdd("KR1", "VB");
            goods["KS1"] = Text(line.Value + line.Duty);
            goods["KY1"] = Text(TaxRule.VatRate) + "%";
            goods["KZ1"] = Text(line.Vat);
        }

        return sheet;
    }

    /// <summary>Cleared: VAD1AG.</summary>
    public static Sheet ImportCleared(Declaration declaration, TaxRule tax, DateTimeOffset at)
    {
        var sheet = ImportChannel(declaration, tax);
        sheet.Head["C20"] = "Chi cục trưởng (mô phỏng)";
        Stamp(sheet, "C21", "AD4", at);
        Stamp(sheet, "C22", "AD5", at);
        return sheet;
    }

    /// <summary>Registered, with the channel: VAE1LD.</summary>
    public static Sheet ExportChannel(Declaration declaration, TaxRule tax)
    {
        var sheet = Copy(declaration);
        Stamp(sheet, "K10", "AD1", declaration.Registered!.Value);
        var head = sheet.Head;
        head["K07"] = declaration.Channel;
        head["RC1"] = tax.Currency;
        head["RD1"] = Text(tax.Exchange);
        if (head.TryAdd("K66", Text(tax.Value)))
        {
            head["K65"] = "VND";
        }

        foreach (var (goods, line) in sheet.Goods.Zip(tax.Lines))
        {
            goods["R07"] = Text(line.Value);
            goods["AD9"] = "VND";
        }

        return sheet;
    }

    /// <summary>Cleared: VAE1LF.</summary>
    public static Sheet ExportCleared(Declaration declaration, TaxRule tax, DateTimeOffset at)
    {
        var sheet = ExportChannel(declaration, tax);
        sheet.Head["K87"] = "Chi cục trưởng (mô phỏng)";
        Stamp(sheet, "K86", "AD5", at);
        Stamp(sheet, "CCD", "AD4", at);
        return sheet;
    }

    public static string Text(decimal number) => number.ToString("0.####", CultureInfo.InvariantCulture);

    public static string Day(DateTimeOffset at) => at.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    private static void Stamp(Sheet sheet, string day, string hour, DateTimeOffset at)
    {
        sheet.Head[day] = Day(at);
        sheet.Head[hour] = at.ToString("HHmmss", CultureInfo.InvariantCulture);
    }

    private static void Subject(Dictionary<string, string> head, int place, string code, string name, decimal amount, int lines)
    {
        head["KF" + place] = code;
        head["KG" + place] = name;
        head["KH" + place] = Text(amount);
        head["KI" + place] = Text(lines);
    }

    private static Dictionary<string, string> Take(Dictionary<string, string> declared, Dictionary<string, string> echo) =>
        echo.Where(e => declared.ContainsKey(e.Value)).ToDictionary(e => e.Key, e => declared[e.Value]);

    private static Dictionary<string, string> Echo(string table) => Layout.Rows(table).ToDictionary(r => r[0], r => r[1]);
}
