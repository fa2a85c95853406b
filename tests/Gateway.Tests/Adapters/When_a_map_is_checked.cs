using Gateway.Tests.Messages;
using Xunit;

namespace Gateway.Tests.Adapters;

/// <summary>Planted violations: check names every one with file and line, before any message exists.</summary>
public sealed class When_a_map_is_checked
{
    private const string Table = """
        R group 0 1 1
        R/A text 50 1 1
        R/B text 50 0 1
        R/G group 0 0 1
        R/G/C text 50 1 1
        R/L group 0 0 5
        R/L/H digits 12 1 1
        R/L/H/@u code 3 0 1
        """;

    private const string Good = "R\n  A = reference\n  B = office\n  G\n    C = notes\n  L* = goods [5]\n    H = hs\n      @u = quantityUnit\n";

    private static string[] Xml(string map, string direction = "both") => [.. Folder.Xml(map, Table, direction: direction).Check()];

    [Fact]
    public void A_good_map_has_no_findings() => Assert.Empty(Xml(Good));

    [Theory]
    [InlineData("  B = office", "  X = office", "MAP-ELEMENT M.map:3", "MAP-UNREAD M.map:1")]
    [InlineData("  A = reference\n  B = office\n", "  B = office\n  A = reference\n", "MAP-ORDER M.map:3")]
    [InlineData("  A = reference\n", "", "MAP-MISSING M.map:1", "MAP-UNREAD M.map:1")]
    [InlineData("  A = reference", "  A -> reference", "MAP-MISSING M.map:1")]
    [InlineData("  B = office\n", "", "MAP-UNREAD M.map:1")]
    [InlineData("  B = office\n", "  B = office\n  B = subOffice\n", "MAP-DUPLICATE M.map:4")]
    [InlineData("  B = office", "  B = nonsense", "MAP-NOUN M.map:3")]
    [InlineData("  B = office", "  B = importer", "MAP-NOUN M.map:3")]
    [InlineData("  B = office", "  B = goods/hs", "MAP-NOUN M.map:3")]
    [InlineData("  B = office", "  B = cargo", "MAP-NOUN M.map:3")]
    [InlineData("  B = office", "  B = packages date yyyyMMdd", "MAP-RULE M.map:3")]
    [InlineData("  B = office", "  B = cleared date yyyyMMdd", "MAP-RULE M.map:3")]
    [InlineData("  B = office", "  B = invoice/total money nonsense", "MAP-RULE M.map:3")]
    [InlineData("  B = office", "  B = office code nothing", "MAP-CODES M.map:3", "MAP-UNREAD M.map:1")]
    [InlineData("  B = office", "  B = office shout", "MAP-SYNTAX M.map:3", "MAP-UNREAD M.map:1")]
    [InlineData("  B = office", "  B office", "MAP-SYNTAX M.map:3", "MAP-UNREAD M.map:1")]
    [InlineData("  B = office", "  B = 'office", "MAP-SYNTAX M.map:3", "MAP-UNREAD M.map:1")]
    [InlineData("  B = office", "  B = office, notes", "MAP-SYNTAX M.map:3", "MAP-UNREAD M.map:1")]
    [InlineData("  B = office", "  B = registered date yyyyMMdd zone Hanoi", "MAP-SYNTAX M.map:3", "MAP-UNREAD M.map:1")]
    [InlineData("  B = office", "  B = join number, revision", "MAP-SYNTAX M.map:3", "MAP-UNREAD M.map:1")]
    [InlineData("  B = office", "  ignore B", "MAP-SYNTAX M.map:3", "MAP-UNREAD M.map:1")]
    [InlineData("  B = office", "  x:B = office", "MAP-NAMESPACE M.map:3")]
    [InlineData("  B = office", "  include none.map", "MAP-INCLUDE M.map:3", "MAP-UNREAD M.map:1")]
    [InlineData("  B = office", "\tB = office", "MAP-TAB M.map:3", "MAP-UNREAD M.map:1")]
    [InlineData("  B = office", "  B = office\n    C = notes", "MAP-INDENT M.map:4")]
    [InlineData("  B = office", "   B = office", "MAP-INDENT M.map:3")]
    [InlineData("  B = office", "B = office", "MAP-INDENT M.map:3", "MAP-UNREAD M.map:1")]
    [InlineData("  G\n    C = notes", "  G = notes", "MAP-ELEMENT M.map:4")]
    [InlineData("    C = notes", "    C\n      D = notes", "MAP-ELEMENT M.map:5")]
    [InlineData("[5]", "[6]", "MAP-OCCURS M.map:6")]
    [InlineData("  B = office", "  B* = container", "MAP-OCCURS M.map:3")]
    [InlineData("  L* = goods [5]", "  L* = importer", "MAP-OCCURS M.map:6")]
    [InlineData("  B = office", "  * cargo 3\n    B{n} = number", "MAP-SYNTAX M.map:3")]
    public void A_planted_violation_is_found(string good, string bad, params string[] expected)
    {
        Assert.Contains(good, Good, StringComparison.Ordinal);
        var found = Xml(Good.Replace(good, bad, StringComparison.Ordinal));
        Assert.All(expected, finding => Assert.Contains(finding, found));
    }

    [Fact]
    public void All_errors_come_at_once() =>
        Assert.True(Xml(Good.Replace("office", "nonsense", StringComparison.Ordinal).Replace("hs", "hsx", StringComparison.Ordinal).Replace("  A =", "  Z =", StringComparison.Ordinal)).Length >= 4);

    [Fact]
    public void An_outbound_message_need_not_read_and_an_inbound_one_need_not_write()
    {
        Assert.Empty(Xml("R\n  A = reference", "out"));
        Assert.Empty(Xml("R\n  B = office\n  ignore * the rest is theirs", "in"));
    }

    [Fact]
    public void A_map_that_includes_itself_is_found_once() =>
        Assert.Contains("MAP-INCLUDE part.map:1", Folder.Xml("R\n  include part.map", Table).Beside("part.map", "include part.map\n").Check());

    [Fact]
    public void A_file_outside_the_adapters_is_not_included() =>
        Assert.Contains("MAP-INCLUDE M.map:2", Folder.Xml("R\n  include ../../../../../../etc/passwd", Table).Check());

    private const string Items = "A A 4 M\nS1 A 2 C\nN1 A 2 C\nS2 A 2 C\nN2 A 2 C\nH A 8 M 2\nD W 9 C 2";

    private const string GoodFixed = "M\n  header\n    JOB = 'IDA'\n    USER = partner.user\n  A = reference\n  * permit 2\n    S{n} = type\n    N{n} = number\n  lines* = goods [2]\n    H = hs\n    D = description\n";

    [Fact]
    public void A_good_fixed_width_map_has_no_findings() => Assert.Empty(Folder.Fixed(GoodFixed, Items).Check());

    [Theory]
    [InlineData("    JOB = 'IDA'", "    JOBS = 'IDA'", "MAP-ELEMENT M.map:3", "MAP-UNREAD M.map:2")]
    [InlineData("    JOB = 'IDA'", "    JOB = 'IDA'\n    LENGTH = envelope.length", "MAP-ELEMENT M.map:2")]
    [InlineData("  A = reference\n", "", "MAP-MISSING M.map:1", "MAP-UNREAD M.map:1")]
    [InlineData("  A = reference\n", "  A = reference\n  A = office\n", "MAP-DUPLICATE M.map:6")]
    [InlineData("permit 2", "permit 3", "MAP-ELEMENT M.map:7")]
    [InlineData("permit 2", "permit 1", "MAP-UNREAD M.map:1")]
    [InlineData("permit 2", "nonsense 2", "MAP-NOUN M.map:6")]
    [InlineData("[2]", "[3]", "MAP-OCCURS M.map:9")]
    [InlineData("    D = description\n", "", "MAP-UNREAD M.map:9")]
    [InlineData("    H = hs\n    D = description\n", "    D = description\n    H = hs\n", "MAP-ORDER M.map:11")]
    [InlineData("  lines* = goods", "  rows* = goods", "MAP-ELEMENT M.map:9", "MAP-UNREAD M.map:1")]
    [InlineData("    D = description\n", "    ignore D..X not ours\n", "MAP-ELEMENT M.map:11")]
    [InlineData("  A = reference\n", "  A = reference\n  G\n    B = office\n", "MAP-ELEMENT M.map:6")]
    public void A_planted_violation_in_fixed_width_is_found(string good, string bad, params string[] expected)
    {
        Assert.Contains(good, GoodFixed, StringComparison.Ordinal);
        var found = Folder.Fixed(GoodFixed.Replace(good, bad, StringComparison.Ordinal), Items).Check();
        Assert.All(expected, finding => Assert.Contains(finding, found));
    }

    [Fact]
    public void Result_codes_nobody_reads_are_found() =>
        Assert.Contains("MAP-UNREAD M.map:1", Folder.Fixed(GoodFixed, Items, more: "\"results\": true").Check());

    private const string Rows = "D group 0 1 1\nD/f group 0 1 1\nD/f/a text 50 1 1\nD/f/t1 code 9 0 1\nD/f/t2 code 9 0 1\nD/l group 0 0 5\nD/l/h digits 12 1 1\nD/l/q decimal 9 0 1";

    private const string GoodRows = "D\n  f\n    a = reference\n    * permit 2\n      t{n} = type\n  l* = goods [5]\n    h = hs\n    q = quantity number\n";

    [Fact]
    public void A_good_map_of_rows_has_no_findings() => Assert.Empty(Folder.Delimited(GoodRows, Rows).Check());

    [Theory]
    [InlineData("    a = reference", "    x = reference", "MAP-ELEMENT M.map:3", "MAP-MISSING M.map:2", "MAP-UNREAD M.map:2")]
    [InlineData("    h = hs\n    q = quantity number\n", "    q = quantity number\n    h = hs\n", "MAP-ORDER M.map:8")]
    [InlineData("    h = hs\n", "", "MAP-MISSING M.map:6", "MAP-UNREAD M.map:6")]
    [InlineData("    q = quantity number\n", "    q = quantity number\n    q = rate number\n", "MAP-DUPLICATE M.map:9")]
    [InlineData("permit 2", "permit 3", "MAP-ELEMENT M.map:5")]
    [InlineData("permit 2", "permit 1", "MAP-UNREAD M.map:2")]
    [InlineData("permit 2", "nonsense 2", "MAP-NOUN M.map:4")]
    [InlineData("[5]", "[6]", "MAP-OCCURS M.map:6")]
    [InlineData("  l* = goods [5]", "  k* = goods [5]", "MAP-ELEMENT M.map:6", "MAP-UNREAD M.map:1")]
    [InlineData("    q = quantity number", "    q\n      z = quantity", "MAP-ELEMENT M.map:8")]
    public void A_planted_violation_in_rows_is_found(string good, string bad, params string[] expected)
    {
        Assert.Contains(good, GoodRows, StringComparison.Ordinal);
        var found = Folder.Delimited(GoodRows.Replace(good, bad, StringComparison.Ordinal), Rows).Check();
        Assert.All(expected, finding => Assert.Contains(finding, found));
    }

    [Theory]
    [InlineData("D/l/q decimal 9 0 1", "D/l/q decimal 9 0 2", "TABLE-ROW M.tsv:7")]
    [InlineData("D/l/q decimal 9 0 1", "D/l/q group 9 0 1", "TABLE-ROW M.tsv:7")]
    [InlineData("D/f group 0 1 1", "D/f text 9 1 1", "TABLE-ROW M.tsv:3")]
    public void A_table_of_rows_is_root_sections_columns(string good, string bad, string expected) =>
        Assert.Contains(expected, Folder.Delimited(GoodRows, Rows.Replace(good, bad, StringComparison.Ordinal)).Check());

    [Fact]
    public void A_label_that_names_two_columns_is_found() =>
        Assert.Contains("TABLE-LABEL M.tsv:3", Folder.Delimited(GoodRows, "").With("schemas/x/M.tsv", "column\ttype\tmax\tmin\toccurs\ten\n" + Rows.Replace(' ', '\t').Replace("\t50\t1\t1", "\t50\t1\t1\tt1", StringComparison.Ordinal) + "\n").Check());

    [Fact]
    public void An_unknown_delimiter_is_found() =>
        Assert.Contains("ADAPTER-FIELD adapter.json:2", Folder.Delimited(GoodRows, Rows, more: "\"delimiter\": \"pipe\"").Check());

    private const string Members = "R group 0 1 1\nR/a text 50 1 1\nR/g group 0 0 1\nR/g/c text 50 1 1\nR/l group 0 0 5\nR/l/h digits 12 1 1\nR/l/q decimal 9 0 1";

    private const string GoodMembers = "R\n  a = reference\n  g\n    c = notes\n  l* = goods [5]\n    h = hs\n    q = quantity number\n";

    [Fact]
    public void A_good_map_of_members_has_no_findings() => Assert.Empty(Folder.Json(GoodMembers, Members).Check());

    [Theory]
    [InlineData("  a = reference", "  x = reference", "MAP-ELEMENT M.map:2", "MAP-MISSING M.map:1", "MAP-UNREAD M.map:1")]
    [InlineData("  g\n    c = notes\n  l*", "  l*", "MAP-UNREAD M.map:1")]
    [InlineData("    h = hs\n    q = quantity number\n", "    q = quantity number\n    h = hs\n", "MAP-ORDER M.map:7")]
    [InlineData("    q = quantity number\n", "    q = quantity number\n    q = rate number\n", "MAP-DUPLICATE M.map:8")]
    [InlineData("  l* = goods [5]", "  l* = goods [6]", "MAP-OCCURS M.map:5")]
    [InlineData("  a = reference", "  a* = law", "MAP-OCCURS M.map:2")]
    public void A_planted_violation_in_members_is_found(string good, string bad, params string[] expected)
    {
        Assert.Contains(good, GoodMembers, StringComparison.Ordinal);
        var found = Folder.Json(GoodMembers.Replace(good, bad, StringComparison.Ordinal), Members).Check();
        Assert.All(expected, finding => Assert.Contains(finding, found));
    }

    [Fact]
    public void An_attribute_in_a_table_of_members_is_found() =>
        Assert.Contains("TABLE-ROW M.tsv:3", Folder.Json(GoodMembers, Members.Replace("R/a text 50 1 1", "R/a text 50 1 1\nR/a/@u text 9 0 1", StringComparison.Ordinal)).Check());

    private const string Segments = "M/BGM group 0 1 1\nM/BGM/C002 group 0 0 1\nM/BGM/C002/1001 code 3 1 1\nM/BGM/1004 text 35 1 1\nM/SG1 group 0 0 5\nM/SG1/CST group 0 1 1\nM/SG1/CST/1496 digits 5 1 1\nM/SG1/LOC group 0 0 9\nM/SG1/LOC/3227 code 3 1 1\nM/SG1/LOC/3225 code 9 0 1";

    private const string GoodSegments = "  BGM\n    C002\n      1001 = function\n    1004 = reference\n  SG1* = goods [5]\n    CST\n      1496 = number number\n    LOC* = . [1]\n      3227 = '27'\n      3225 = origin\n";

    [Fact]
    public void A_good_map_of_segments_has_no_findings() => Assert.Empty(Folder.Edifact(GoodSegments, Segments).Check());

    [Theory]
    [InlineData("    1004 = reference", "    1005 = reference", "MAP-ELEMENT M.map:21", "MAP-MISSING M.map:18", "MAP-UNREAD M.map:18")]
    [InlineData("    C002\n      1001 = function\n    1004 = reference\n", "    1004 = reference\n    C002\n      1001 = function\n", "MAP-ORDER M.map:20")]
    [InlineData("      1001 = function\n", "      ignore 1001 not used\n", "MAP-MISSING M.map:19")]
    [InlineData("    CST\n      1496 = number number\n", "", "MAP-MISSING M.map:22", "MAP-UNREAD M.map:22")]
    [InlineData("goods [5]", "goods [6]", "MAP-OCCURS M.map:22")]
    [InlineData("    LOC* = . [1]", "    LOC* = . [10]", "MAP-OCCURS M.map:25")]
    [InlineData("      3225 = origin\n", "      3225 = origin\n      3225 = tariff\n", "MAP-DUPLICATE M.map:28")]
    [InlineData("    1004 = reference", "    * cargo 2\n      1004 = number", "MAP-SYNTAX M.map:21")]
    public void A_planted_violation_in_segments_is_found(string good, string bad, params string[] expected)
    {
        Assert.Contains(good, GoodSegments, StringComparison.Ordinal);
        var found = Folder.Edifact(GoodSegments.Replace(good, bad, StringComparison.Ordinal), Segments).Check();
        Assert.All(expected, finding => Assert.Contains(finding, found));
    }

    [Theory]
    [InlineData("M/BGM/C002/1001 code 3 1 1", "M/BGM/C002/X001 code 3 1 1", "TABLE-ROW M.tsv")]
    [InlineData("M/SG1/CST group 0 1 1", "M/SG1/CST group 0 0 1", "TABLE-ROW M.tsv")]
    [InlineData("M/BGM/1004 text 35 1 1", "M/BGM/1004 group 35 1 1", "TABLE-ROW M.tsv")]
    [InlineData("M/SG1/LOC group 0 0 9", "M/SG1/LOC text 0 0 9", "TABLE-ROW M.tsv")]
    public void A_table_of_segments_is_groups_segments_composites_elements(string good, string bad, string expected) =>
        Assert.Contains(expected, Folder.Edifact(GoodSegments, Segments.Replace(good, bad, StringComparison.Ordinal)).Check().Select(finding => finding.Split(':')[0]));

    [Fact]
    public void A_table_of_segments_begins_with_the_headers() =>
        Assert.Contains("TABLE-ROW M.tsv:2", Folder.Plain("edifact", "tag", "M\n  BGM\n    1004 = reference", "M group 0 1 1\nM/BGM group 0 1 1\nM/BGM/1004 text 35 1 1").Check());
}
