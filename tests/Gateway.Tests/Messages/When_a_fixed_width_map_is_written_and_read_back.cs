using System.Text;
using Gateway.Messages;
using Xunit;

namespace Gateway.Tests.Messages;

/// <summary>Every construct of the map language reads back what it wrote, in fixed width.</summary>
public sealed class When_a_fixed_width_map_is_written_and_read_back
{
    private const string Header = "M\n  header\n    JOB = 'IDA'\n    USER = partner.user\n";
    private static readonly Tree Partner = Folder.Values("partner", "user=AB12");

    [Fact]
    public void The_header_is_400_bytes_and_says_how_long_the_message_is()
    {
        var folder = Folder.Fixed(Header + "  A = reference", "A A 10 C");
        folder.BothWays(Folder.Document("{'reference':'X1'}"), "\r\nX1        \r\n", partner: Partner);
        var bytes = folder.Guideline().Write(Folder.Document("{'reference':'X1'}"), new Tree("envelope"), Partner).Bytes!;
        Assert.Equal(412, bytes.Length);
        Assert.Equal("   IDA  ", Encoding.ASCII.GetString(bytes, 0, 8));
        Assert.Equal("AB12    ", Encoding.ASCII.GetString(bytes, 29, 8));
        Assert.Equal("000412\r\n", Encoding.ASCII.GetString(bytes, 392, 8));
    }

    [Fact]
    public void Integers_and_decimals_stand_right_and_the_others_left() =>
        Folder.Fixed(Header + "  A = reference\n  I = packages number\n  F = grossMass number\n  W = notes", "A A 6 C\nI I 6 C\nF F 8 C\nW W 9 C")
            .BothWays(Folder.Document("{'reference':'AB','packages':'12','grossMass':'1.50','notes':'bể'}"), "AB    \r\n    12\r\n    1.50\r\nbể     \r\n", partner: Partner);

    [Fact]
    public void Widths_are_bytes_of_composed_text()
    {
        var folder = Folder.Fixed(Header + "  W = notes", "W W 6 C");
        var decomposed = new Tree("declaration").With("notes", "bo\u0302\u0323"); // composes to bộ: 4 bytes
        Assert.True(folder.Guideline().Write(decomposed, new Tree("envelope"), Partner).Ok);
        var writing = folder.Guideline().Write(new Tree("declaration").With("notes", "bộ bộ"), new Tree("envelope"), Partner);
        Assert.Equal(["FIX-TOO-LONG notes W"], writing.Findings.Select(finding => $"{finding.Code} {finding.Pointer} {finding.Path}"));
    }

    [Fact]
    public void Trailing_blank_items_are_dropped_and_read_as_blank()
    {
        var folder = Folder.Fixed(Header + "  A = reference\n  B = office\n  C = subOffice", "A A 3 C\nB A 3 C\nC A 3 C");
        var read = folder.BothWays(Folder.Document("{'reference':'1'}"), "\r\n1  \r\n", partner: Partner);
        Assert.Null(read.Document!.Child("office"));
    }

    [Fact]
    public void Goods_lines_stand_line_by_line_with_their_numbered_groups_inside() =>
        Folder.Fixed(Header + """
              N = reference
              lines* = goods [3]
                H = hs
                * tax 2
                  T{n} = type
                  R{n} = exemption
            """, "N A 2 C\nH A 4 M 3\nT1 A 2 C 3\nR1 A 2 C 3\nT2 A 2 C 3\nR2 A 2 C 3")
            .BothWays(
                Folder.Document("{'reference':'N','goods':[{'hs':'0101','tax':[{'type':'A','exemption':'X'},{'type':'B'}]},{'hs':'0102'},{'hs':'0103','tax':[{'type':'C'}]}]}"),
                "\r\nN \r\n0101\r\nA \r\nX \r\nB \r\n  \r\n0102\r\n  \r\n  \r\n  \r\n  \r\n0103\r\nC \r\n",
                partner: Partner);

    [Fact]
    public void Numbered_items_need_not_be_neighbours_and_may_have_two_digits() =>
        Folder.Fixed(Header + "  * cargo 2\n    B{n} = number\n  * permit 2\n    S{nn} = type\n    N{nn} = number", "B1 A 2 C\nS01 A 2 C\nN01 A 2 C\nB2 A 2 C\nS02 A 2 C\nN02 A 2 C")
            .BothWays(Folder.Document("{'cargo':[{'number':'1'},{'number':'2'}],'permit':[{'type':'X','number':'9'},{'type':'Y'}]}"), "\r\n1 \r\nX \r\n9 \r\n2 \r\nY \r\n", partner: Partner);

    [Fact]
    public void A_blank_group_leaves_no_empty_noun_behind()
    {
        var read = Folder.Fixed(Header + "  A = reference\n  * bonded/stop 2\n    S{n} = place", "A A 2 C\nS1 A 2 C\nS2 A 2 C")
            .BothWays(Folder.Document("{'reference':'1'}"), "\r\n1 \r\n", partner: Partner);
        Assert.Null(read.Document!.Child("bonded"));
    }

    [Fact]
    public void A_numbered_leaf_is_the_noun_itself() =>
        Folder.Fixed(Header + "  * law 3\n    L{n} = .\n  * stuffing/place 2\n    P{n} = .", "L1 A 2 C\nL2 A 2 C\nL3 A 2 C\nP1 A 3 C\nP2 A 3 C")
            .BothWays(Folder.Document("{'law':['AA','BB'],'stuffing':{'place':['X']}}"), "\r\nAA\r\nBB\r\n  \r\nX  \r\n", partner: Partner);

    [Fact]
    public void A_constant_in_a_numbered_group_selects_on_reading() =>
        Folder.Fixed(Header + "  * attachment 2\n    K{n} = 'ABC'\n    N{n} = number", "K1 A 3 C\nN1 I 4 C\nK2 A 3 C\nN2 I 4 C")
            .BothWays(Folder.Document("{'attachment':[{'number':'12'}]}"), "\r\nABC\r\n  12\r\n", partner: Partner);

    [Fact]
    public void The_run_of_result_codes_is_the_first_line()
    {
        var folder = Folder.Fixed("M\n  header\n    JOB = 'IDA'\n    ignore USER theirs\n  results* = result [5]\n  N = join number 11, revision 1", "N I 12 C", "response", more: "\"results\": true");
        var read = folder.BothWays(
            Folder.Document("{'code':'E0033','result':[{'code':'E0033','item':'CMD','repeat':'2'},{'code':'W0001'}],'number':'10012345678','revision':'0'}", "response"),
            "\r\nE0033-CMD -0002W0001-0000-0000" + new string(' ', 45) + "\r\n100123456780\r\n");
        Assert.Equal(("E0033", "CMD"), (read.Envelope.Value("code"), read.Envelope.Value("result/item")));
    }

    [Fact]
    public void A_result_code_alone_is_a_run_of_one() =>
        Assert.Contains("\r\n00000-0000-0000 ", Encoding.UTF8.GetString(
            Folder.Fixed("M\n  header\n    JOB = 'IDA'\n    ignore USER theirs\n  results* = result [5]", "", "response", more: "\"results\": true")
                .Guideline().Write(Folder.Document("{'code':'00000'}", "response"), new Tree("envelope"), Partner).Bytes!), StringComparison.Ordinal);

    [Fact]
    public void Date_and_time_items_are_one_moment() =>
        Folder.Fixed(Header + "  D+T = registered date+time yyyyMMdd HHmmss zone +07:00", "D A 8 C\nT A 6 C")
            .BothWays(Folder.Document("{'registered':'2026-11-23T09:15:00+07:00'}"), "20261123\r\n091500\r\n", partner: Partner);

    [Fact]
    public void Upper_case_and_plain_letters_are_made_only_by_named_tolerance()
    {
        static Writing Write(string more) => Folder.Fixed(Header + "  A = notes", "A A 20 C", more: more).Guideline()
            .Write(Folder.Document("{'notes':'Đường số 1'}"), new Tree("envelope"), Partner);
        Assert.Equal(["FIX-CHARACTER"], Write("").Findings.Select(finding => finding.Code));
        Assert.Contains("DUONG SO 1", Encoding.UTF8.GetString(Write("\"strictness\": {\"tolerate\": [\"upper-case\", \"latin\"]}").Bytes!), StringComparison.Ordinal);
    }

    [Fact]
    public void Line_breaks_do_not_enter_an_item()
    {
        static Writing Write(string more) => Folder.Fixed(Header + "  W = notes", "W W 20 C", more: more).Guideline()
            .Write(new Tree("declaration").With("notes", "a\r\nb"), new Tree("envelope"), Partner);
        Assert.Equal(["FIX-LINE-BREAK"], Write("").Findings.Select(finding => finding.Code));
        Assert.Contains("a b", Encoding.UTF8.GetString(Write("\"strictness\": {\"tolerate\": [\"line-breaks\"]}").Bytes!), StringComparison.Ordinal);
    }

    [Fact]
    public void An_integer_item_drops_fraction_zeros_and_refuses_a_fraction()
    {
        var folder = Folder.Fixed(Header + "  I = invoice/total money VND", "I I 9 C");
        Assert.Contains("     1000\r\n", Encoding.UTF8.GetString(folder.Guideline().Write(Folder.Document("{'invoice':{'total':'1000.0000'}}"), new Tree("envelope"), Partner).Bytes!), StringComparison.Ordinal);
        var refused = folder.Guideline().Write(Folder.Document("{'invoice':{'total':'1000.5'}}"), new Tree("envelope"), Partner);
        Assert.Equal(["MONEY-FRACTION invoice/total"], refused.Findings.Select(finding => $"{finding.Code} {finding.Pointer}"));
    }

    [Fact]
    public void All_errors_of_a_document_come_at_once_with_item_and_noun()
    {
        var writing = Folder.Fixed(Header + "  A = reference\n  P = packages\n  lines* = goods [2]\n    H = hs\n    D = description", "A A 3 M\nP I 2 C\nH A 4 M 2\nD W 5 M 2").Guideline().Write(
            new Tree("declaration").With("packages", "x1").Set("goods", null).Also("goods", goods => goods.With("hs", "01012100")), new Tree("envelope"), Partner);
        Assert.Equal(
            ["FIX-REQUIRED reference A", "FIX-CHARACTER packages P", "FIX-TOO-LONG goods[1]/hs lines/H", "FIX-REQUIRED goods[1]/description lines/D"],
            writing.Findings.Select(finding => $"{finding.Code} {finding.Pointer} {finding.Path}"));
        Assert.Null(writing.Bytes);
    }

    [Fact]
    public void More_lines_than_the_message_holds_are_a_finding()
    {
        var writing = Folder.Fixed(Header + "  lines* = goods [2]\n    H = hs", "H A 8 M 2").Guideline()
            .Write(Folder.Document("{'goods':[{'hs':'1'},{'hs':'2'},{'hs':'3'}]}"), new Tree("envelope"), Partner);
        Assert.Equal(["OCCURS-TOO-MANY goods[3]"], writing.Findings.Select(finding => $"{finding.Code} {finding.Pointer}"));
    }

    [Fact]
    public void Every_leaf_names_where_it_came_from_and_what_had_no_place_is_listed()
    {
        var document = Folder.Document("{'reference':'R','office':'X','packageUnit':'PC','notes':'lost'}");
        document.Child("office")!.Source = "party:importer";
        document.Child("reference")!.Source = "/ID";
        var writing = Folder.Fixed(Header + "  A = reference\n  B = office\n  C = packageUnit code unit\n  E <- envelope.id", "A A 3 C\nB A 3 C\nC A 3 C\nE A 3 C")
            .Beside("codes/unit.csv", "ours,theirs\nPC,PCE\n").Guideline().Write(document, Folder.Values("envelope", "id=7"), Partner);
        Assert.Equal(
            ["header/JOB  constant", "header/USER  partner.user", "A reference /ID", "B office party:importer", "C packageUnit /packageUnit by code list unit", "E  envelope.id"],
            writing.Provenance.Select(leaf => $"{leaf.Path} {leaf.Pointer} {leaf.Source}"));
        Assert.Equal(["notes"], writing.NotCarried.Select(finding => finding.Pointer));
    }
}

internal static class Trees
{
    /// <summary>Fills the first child of a name.</summary>
    public static Tree Also(this Tree tree, string name, Action<Tree> fill)
    {
        fill(tree.Child(name)!);
        return tree;
    }
}
