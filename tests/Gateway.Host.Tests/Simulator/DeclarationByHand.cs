using System.Text;
using Xunit;

namespace Gateway.Host.Tests.Simulator;

/// <summary>Fixed-width messages written and read by the shortest possible code: a header of blanks, then a line per item.</summary>
internal static class DeclarationByHand
{
    private static readonly Dictionary<string, string> Import = new()
    {
        ["ICB"] = "A11", ["MTC"] = "2", ["SKB"] = "4", ["CH"] = "47NB", ["CHB"] = "00", ["IMC"] = "3600123456", ["IMN"] = "CÔNG TY THỬ NGHIỆM",
        ["EPN"] = "EXAMPLE TRADING CO., LTD", ["EPO"] = "JP", ["BL1"] = "OOLU1234567890", ["NO"] = "12", ["NOT"] = "CT", ["GW"] = "1520.5", ["GWT"] = "KGM",
        ["ARR"] = "20261120", ["PSC"] = "JPTYO", ["IP3"] = "USD", ["IP4"] = "3000.5", ["IP1"] = "A", ["IP2"] = "CIF",
        ["CMD/1"] = "84818099", ["CMN/1"] = "Van điều khiển", ["OR/1"] = "JP", ["QN1/1"] = "100", ["QT1/1"] = "PCE", ["BPR/1"] = "1000.5", ["TXA/1"] = "5",
        ["CMD/2"] = "85044090", ["CMN/2"] = "Bộ nguồn", ["OR/2"] = "JP", ["QN1/2"] = "20", ["QT1/2"] = "PCE", ["BPR/2"] = "2000",
    };

    private static readonly Dictionary<string, string> Export = new()
    {
        ["ECB"] = "B11", ["MTC"] = "2", ["CH"] = "47NB", ["EPC"] = "3600123456", ["EPN"] = "CÔNG TY THỬ NGHIỆM", ["CGN"] = "EXAMPLE IMPORT PTE LTD", ["CGK"] = "SG",
        ["NO"] = "5", ["NOT"] = "CT", ["DSC"] = "SGSIN", ["SYM"] = "20261125", ["IP1"] = "A", ["IP2"] = "FOB", ["IP3"] = "USD", ["IP4"] = "500",
        ["CMD/1"] = "94036090", ["CMN/1"] = "Bàn gỗ", ["QN1/1"] = "10", ["QT1/1"] = "PCE", ["BPR/1"] = "500",
    };

    public static byte[] Ida(string input, string reference, Action<Dictionary<string, string>>? change = null) => Declare("IDA", Import, input, reference, change);

    public static byte[] Eda(string input, string reference) => Declare("EDA", Export, input, reference, null);

    public static byte[] Register(string job, string number, string input) =>
        Message(job, input, new() { [job == "IDC" ? "ICN" : "ECN"] = number });

    /// <summary>The lines of a message by item, goods lines as ITEM/1, ITEM/2; the run of result codes as "results".</summary>
    public static Dictionary<string, string> Read(byte[] message, string layout)
    {
        var lines = Encoding.UTF8.GetString(message)[..].Split("\r\n");
        var values = new Dictionary<string, string> { ["header"] = lines[0], ["out"] = lines[0][8..15].Trim(), ["results"] = lines[1].Trim() };
        Assert.Equal(75, lines[1].Length);
        var items = layout.Length == 0 ? [] : Items(layout).ToList();
        for (var i = 2; i < lines.Length - 1; i++)
        {
            var (name, attribute, width) = items[i - 2];
            Assert.Equal(width, Encoding.UTF8.GetByteCount(lines[i]));
            Assert.True(attribute is not ("I" or "F") || !lines[i].EndsWith(' ') || lines[i].Trim().Length == 0, $"{name} is not at the right");
            values[name] = lines[i].Trim();
        }

        Assert.Equal(message.Length.ToString("000000", System.Globalization.CultureInfo.InvariantCulture), lines[0][392..398]);
        return values;
    }

    private static byte[] Declare(string job, Dictionary<string, string> usual, string input, string reference, Action<Dictionary<string, string>>? change)
    {
        var values = new Dictionary<string, string>(usual) { ["REF"] = reference };
        change?.Invoke(values);
        return Message(job, input, values);
    }

    private static byte[] Message(string job, string input, Dictionary<string, string> values)
    {
        var lines = Items(job).Select(i => (Value: values.GetValueOrDefault(i.Name, ""), i.Attribute, i.Width)).ToList();
        var last = lines.FindLastIndex(l => l.Value.Length > 0);
        var data = string.Concat(lines.Take(last + 1).Select(l => Field(l.Value, l.Attribute, l.Width) + "\r\n"));
        var header = new StringBuilder(new string(' ', 398));
        void Put(int at, string text) => header.Remove(at, text.Length).Insert(at, text);
        Put(3, job);
        Put(29, "USER0001");
        Put(37, "PASSWORD");
        Put(45, "TERM01");
        Put(253, input);
        Put(392, $"{400 + Encoding.UTF8.GetByteCount(data):000000}");
        return Encoding.UTF8.GetBytes(header + "\r\n" + data);
    }

    private static string Field(string value, string attribute, int width)
    {
        var blanks = new string(' ', width - Encoding.UTF8.GetByteCount(value));
        return attribute is "I" or "F" ? blanks + value : value + blanks;
    }

    // The published table: item, attribute, width, required, repeat.
    private static IEnumerable<(string Name, string Attribute, int Width)> Items(string layout)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Gateway.sln")))
        {
            root = root.Parent!;
        }

        var rows = File.ReadLines(Path.Combine(root.FullName, "src/Gateway.Simulator/Customs/Layouts", layout + ".tsv")).Skip(1).Select(l => l.Split('\t')).ToList();
        (string, string, int) Item(string[] row, string suffix) => (row[0] + suffix, row[1], int.Parse(row[2], System.Globalization.CultureInfo.InvariantCulture));
        return rows.Where(r => r[4] == "1").Select(r => Item(r, "")).Concat(Enumerable.Range(1, 50).SelectMany(n => rows.Where(r => r[4] != "1").Select(r => Item(r, "/" + n))));
    }
}
