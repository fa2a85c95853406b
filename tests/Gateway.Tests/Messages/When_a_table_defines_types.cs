using System.Text;
using Gateway.Messages;
using Gateway.Messages.Xml;
using Xunit;

namespace Gateway.Tests.Messages;

/// <summary>A table's own types, with facets and attributes, mean the same in the check of the table and in the XSD made from it.</summary>
public sealed class When_a_table_defines_types
{
    private const string Head = "namespace\t-\turn:doc\nnamespace\tk\turn:kinds\tkinds.xsd\npath\ttype\tmax\tmin\toccurs\tfacets\n";

    private const string Rows = """
        ~code token 0 0 1 -
        ~code/@list token 4 0 1 -
        ~three text 3 0 1 pattern=[A-Z]{3}
        ~money decimal 0 0 1 -
        ~money/@cur ~three 0 1 1 -
        R group 0 1 1 -
        R/C ~code 5 0 1 pattern=[a-z]*
        R/L ~code 0 0 1 length=2
        R/F ~code 0 0 1 values=9|13
        R/M ~money 0 0 1 total=5,fraction=2
        R/T text 5 0 1 pattern=.*[^\s].*
        R/U uri 0 0 1 -
        R/G language 0 0 1 -
        R/S text 0 0 1 least=2
        R/k:K group 0 0 2 -
        R/k:K/k:V ~money 0 1 1 fraction=0
        """;

    [Theory]
    [InlineData("<C list=' x '> ab\n</C>", "")]
    [InlineData("<C list='abcde'>ab</C>", "XML-LENGTH")]
    [InlineData("<C>abcdef</C>", "XML-LENGTH")]
    [InlineData("<C>A</C>", "XML-PATTERN")]
    [InlineData("<C></C>", "")]
    [InlineData("<L>abc</L>", "XML-LENGTH")]
    [InlineData("<L> ab </L>", "")]
    [InlineData("<F>13</F>", "")]
    [InlineData("<F>1</F>", "XML-VALUE")]
    [InlineData("<M cur='EUR'>123.450</M>", "")]
    [InlineData("<M cur='EUR'>+00123.4</M>", "")]
    [InlineData("<M cur='EUR'>-.05</M>", "")]
    [InlineData("<M cur='EUR'>1234.56</M>", "XML-DIGITS")]
    [InlineData("<M cur='EUR'>0.001</M>", "XML-DIGITS")]
    [InlineData("<M cur='eur'>1</M>", "XML-PATTERN")]
    [InlineData("<M>1</M>", "XML-REQUIRED")]
    [InlineData("<M cur='EUR'></M>", "XML-TYPE")]
    [InlineData("<M cur='EUR'>1e2</M>", "XML-TYPE")]
    [InlineData("<T>   </T>", "XML-PATTERN")]
    [InlineData("<T></T>", "XML-PATTERN")]
    [InlineData("<T>a\u00a0</T>", "")]
    [InlineData("<U>a##b</U>", "XML-TYPE")]
    [InlineData("<U>urn:a b</U>", "")]
    [InlineData("<G>vi-VN</G>", "")]
    [InlineData("<G>vi_VN</G>", "XML-TYPE")]
    [InlineData("<S>a</S>", "XML-LENGTH")]
    [InlineData("<k:K xmlns:k='urn:kinds'><k:V cur='EUR'>3.00</k:V></k:K>", "")]
    [InlineData("<k:K xmlns:k='urn:kinds'><k:V cur='EUR'>3.1</k:V></k:K>", "XML-DIGITS")]
    [InlineData("<K><V cur='EUR'>3</V></K>", "XML-UNKNOWN")]
    public void Table_and_schema_agree(string part, string code)
    {
        var message = Encoding.UTF8.GetBytes($"<R xmlns='urn:doc'>{part}</R>");
        var found = Reading(message).Select(finding => finding.Code).FirstOrDefault(found => found.StartsWith("XML-", StringComparison.Ordinal)) ?? "";
        Assert.Equal(code, found);
        Assert.Equal(code.Length == 0, Judge().Wrong(message) is null);
    }

    [Theory]
    [InlineData("~code/@list token 4 0 1 -", "~cade/@list token 4 0 1 -", "TABLE-PATH")]
    [InlineData("~money decimal", "~money group", "TABLE-PATH")]
    [InlineData("R/L ~code", "R/L ~none", "TABLE-ROW")]
    [InlineData("length=2", "length=x", "TABLE-ROW")]
    [InlineData("length=2", "colour=red", "TABLE-ROW")]
    [InlineData("pattern=[a-z]*", "pattern=[a-z", "TABLE-ROW")]
    [InlineData("pattern=[a-z]*", @"pattern=(a)\1", "TABLE-ROW")]
    public void A_planted_violation_is_found(string good, string bad, string code)
    {
        Assert.Contains(good, Rows, StringComparison.Ordinal);
        XmlTable.Parse("t", Text(Rows.Replace(good, bad, StringComparison.Ordinal)), out var findings);
        Assert.Contains(findings, finding => finding.Code == code);
    }

    private static IReadOnlyList<Finding> Reading(byte[] message) => Folder.Xml("namespace - urn:doc\nR\n  ignore unheard no such element", "", direction: "in")
        .With("schemas/x/M.tsv", Text(Rows)).With($"{Folder.Base}/M.map", "namespace - urn:doc\nnamespace k urn:kinds\nR\n  spelling wire\n"
            + "  C = office token\n  L = subOffice\n  F = function\n  M = grossMass\n    @cur = invoice/currency\n  T = reference\n  U = notes\n  G = marks\n  S = procedure\n  k:K* = goods [2]\n    k:V = amount\n      @cur = currency\n")
        .Guideline().Read(message, ReadLimits.Default).Findings;

    private static Published.Validator Judge()
    {
        var table = XmlTable.Parse("t", Text(Rows), out var findings)!;
        Assert.Empty(findings);
        return new Published.Validator(XsdText.From(table), XsdText.Others(table));
    }

    private static string Text(string rows) => Head + string.Concat(rows.Split('\n').Select(line =>
        string.Join('\t', line.TrimEnd('\r').Split(' ')).Replace("\t-", "\t", StringComparison.Ordinal).Replace(',', ' ') + "\n"));
}
