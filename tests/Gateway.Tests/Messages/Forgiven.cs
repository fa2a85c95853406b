using System.Text;
using Gateway.Messages;

namespace Gateway.Tests.Messages;

/// <summary>One tolerance in one carrier: a message or document that needs it, one that does not, and the note it leaves.</summary>
/// <param name="Tolerance">Its name.</param>
/// <param name="Carrier">The carrier that honours it.</param>
/// <param name="Note">Path, line and text of the note.</param>
/// <param name="Needs">The message that needs it; a canonical document where it acts on writing.</param>
/// <param name="Plain">One that does not.</param>
internal sealed record Forgiven(string Tolerance, string Carrier, string Note, string Needs, string Plain)
{
    private const string GoodXml = "<R xmlns='urn:doc'><A>1</A><W>2</W></R>";
    private const string GoodJson = "{\"a\":\"1\",\"w\":2,\"d\":\"2026-11-23\"}";
    private const string GoodRows = "[f],,\nfield,value,\na,r,\nb,o,\n";

    /// <summary>Every tolerance in every carrier that honours it.</summary>
    public static IReadOnlyList<Forgiven> All { get; } =
    [
        new("missing-namespaces", "xml", "R:1 3 element(s) stand without their namespace", "<R>\n<A>1</A><W>2</W></R>", GoodXml),
        new("order", "xml", "R/A:3 1 element(s) stand out of their order", "<R xmlns='urn:doc'>\n<W>2</W>\n<A>1</A></R>", GoodXml),
        new("unknown", "xml", "R/@x:1 3 name(s) are not in the schema", "<R xmlns='urn:doc' x='1'><A>1</A>\n<B/><W>2</W><C/></R>", GoodXml),
        new("empty", "xml", "R/W:2 1 required value(s) are empty", "<R xmlns='urn:doc'><A>1</A>\n<W/></R>", GoodXml),
        new("blanks", "xml", "R/A:1 2 value(s) lose the blanks around them", "<R xmlns='urn:doc'><A> 1 </A><W>2\n</W></R>", GoodXml),
        new("unknown", "json", "/b:2 1 name(s) are not in the schema", "{\"a\":\"1\",\n\"b\":1,\"w\":2,\"d\":\"2026-11-23\"}", GoodJson),
        new("empty", "json", "/d:2 1 required value(s) are empty", "{\"a\":\"1\",\"w\":2,\n\"d\":\"\"}", GoodJson),
        new("quoted-values", "json", "/w:2 1 number(s) or flag(s) stand in quotes", "{\"a\":\"1\",\n\"w\":\"2\",\"d\":\"2026-11-23\"}", GoodJson),
        new("blanks", "delimited", "f!B2:3 2 value(s) lose the blanks around them", "[f],,\nfield,value,\na, r,\nb,o\u00a0,\n", GoodRows),
        new("delimiter", "delimited", ":2 cells are parted by semicolon", GoodRows.Replace(',', ';'), GoodRows),
        new("short-lines", "fixed", "A:2 2 line(s) are shorter than their item", Fixed("AB\r\nCD\r\n"), Fixed("AB  \r\nCD  \r\n")),
        new("bare-lf", "fixed", ":2 2 line(s) end with LF alone", Fixed("AB  \nCD  \n"), Fixed("AB  \r\nCD  \r\n")),
        new("lower-case", "fixed", "B:3 1 item(s) hold lower-case letters", Fixed("AB  \r\ncd  \r\n"), Fixed("AB  \r\nCD  \r\n")),
        new("length", "fixed", "header/LENGTH:1 the header says 000007 bytes, the message has 412", Fixed("AB  \r\nCD  \r\n", 7), Fixed("AB  \r\nCD  \r\n")),
        new("upper-case", "fixed", "B:0 1 value(s) are written in upper case", "{'reference':'R','notes':'ab'}", "{'reference':'R','notes':'AB'}"),
        new("latin", "fixed", "A:0 2 value(s) are written in plain Latin letters", "{'reference':'Đ','notes':'Ộ'}", "{'reference':'D','notes':'O'}"),
        new("line-breaks", "fixed", "B:0 1 value(s) are written with blanks for their line breaks", "{'reference':'R','notes':'A\\nB'}", "{'reference':'R','notes':'A B'}"),
        new("upper-case", "edifact", "M/BGM/1004:0 1 value(s) are written in upper case", "{'reference':'ab'}", "{'reference':'AB'}"),
        new("latin", "edifact", "M/BGM/1004:0 1 value(s) are written in plain Latin letters", "{'reference':'Đ'}", "{'reference':'D'}"),
        new("line-breaks", "edifact", "M/BGM/1004:0 1 value(s) are written with blanks for their line breaks", "{'reference':'A\\r\\nB'}", "{'reference':'A B'}"),
    ];

    /// <summary>Tolerances in a carrier that honours them, of which no sample shows the note.</summary>
    public static IEnumerable<string> Unshown(IEnumerable<Tolerance> tolerances, IReadOnlyList<Forgiven> samples) =>
        from tolerance in tolerances
        from carrier in tolerance.Carriers
        where !samples.Any(sample => sample.Tolerance == tolerance.Name && sample.Carrier == carrier)
        select $"{tolerance.Name} in {carrier}";

    /// <summary>A family of a carrier that tolerates something.</summary>
    public static Folder Family(string carrier, params string[] tolerated)
    {
        var more = $"\"strictness\": {{\"tolerate\": [{string.Join(", ", tolerated.Select(name => $"\"{name}\""))}]}}";
        return carrier switch
        {
            "xml" => Folder.Xml("namespace - urn:doc\nR\n  A = reference\n  W = grossMass", "", more: more)
                .With("schemas/x/M.tsv", "namespace\t-\turn:doc\npath\ttype\tmax\tmin\toccurs\nR\tgroup\t0\t1\t1\nR/A\ttext\t50\t0\t1\nR/W\tdecimal\t20\t1\t1\n"),
            "json" => Folder.Json("R\n  a = reference\n  w = grossMass\n  d = transport/arrival", "R group 0 1 1\nR/a text 50 0 1\nR/w decimal 20 1 1\nR/d date 10 1 1", more: more),
            "delimited" => Folder.Delimited("D\n  f\n    a = reference\n    b = office", "D group 0 1 1\nD/f group 0 1 1\nD/f/a text 50 0 1\nD/f/b text 50 0 1", more: more),
            "fixed" => Folder.Fixed("M\n  header\n    JOB = 'IDA'\n    ignore USER theirs\n  A = reference\n  B = notes", "A A 4 C\nB A 4 C", more: more),
            _ => Folder.Edifact("  BGM\n    ignore 1001 not used\n    1004 = reference\n", "M/BGM group 0 0 1\nM/BGM/1001 code 9 0 1\nM/BGM/1004 text 50 0 1", set: "UNOA", more: more),
        };
    }

    /// <summary>What is found in a message, or in writing a document, where the tolerance is permitted.</summary>
    public IReadOnlyList<Finding> Findings(string message, params string[] tolerated)
    {
        var guideline = Family(Carrier, tolerated).Guideline();
        return message.StartsWith("{'", StringComparison.Ordinal)
            ? guideline.Write(Folder.Document(message), Folder.Values("envelope", "id=C1", "message=7"), new Tree("partner")).Findings
            : guideline.Read(Encoding.UTF8.GetBytes(message), ReadLimits.Default).Findings;
    }

    public override string ToString() => $"{Tolerance} in {Carrier}";

    private static string Fixed(string body, int? length = null) => "   IDA".PadRight(392) + $"{length ?? 400 + Encoding.UTF8.GetByteCount(body):000000}\r\n" + body;
}
