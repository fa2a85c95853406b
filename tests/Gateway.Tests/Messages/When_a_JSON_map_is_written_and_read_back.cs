using System.Text;
using Gateway.Messages;
using Xunit;

namespace Gateway.Tests.Messages;

/// <summary>Every construct of the map language that JSON can carry reads back what it wrote; numbers keep their digits.</summary>
public sealed class When_a_JSON_map_is_written_and_read_back
{
    private const string Leaf = "R group 0 1 1\nR/a text 50 0 1";

    [Fact]
    public void Objects_arrays_strings_numbers_and_flags_are_what_the_table_says() =>
        Folder.Json("R\n  id = reference\n  total\n    amount = invoice/total number\n    currency = invoice/currency\n  boxed = transport/containerised flag\n  lines* = goods\n    no = number number\n    hs = hs\n    taxes* = tax\n      type = type\n  codes* = law",
            "R group 0 1 1\nR/id text 50 1 1\nR/total group 0 0 1\nR/total/amount decimal 20 0 1\nR/total/currency code 3 0 1\nR/boxed flag 5 0 1\nR/lines group 0 0 0\nR/lines/no integer 5 1 1\nR/lines/hs digits 12 0 1\nR/lines/taxes group 0 0 5\nR/lines/taxes/type code 9 0 1\nR/codes code 2 0 0")
            .BothWays(
                Folder.Document("{'reference':'Đơn & \\u00e9','invoice':{'total':'12345678901234567.10','currency':'USD'},'transport':{'containerised':'true'},'goods':[{'number':'1','hs':'0101','tax':[{'type':'A'},{'type':'B'}]},{'number':'2'}],'law':['AA','BB']}"),
                "{\"id\":\"Đơn & é\",\"total\":{\"amount\":12345678901234567.10,\"currency\":\"USD\"},\"boxed\":true,\"lines\":[{\"no\":1,\"hs\":\"0101\",\"taxes\":[{\"type\":\"A\"},{\"type\":\"B\"}]},{\"no\":2}],\"codes\":[\"AA\",\"BB\"]}");

    [Theory]
    [InlineData("a = transport/arrival date yyyyMMdd", "{'transport':{'arrival':'2026-11-23'}}", "{\"a\":\"20261123\"}")]
    [InlineData("a = registered date 'yyyy-MM-dd HH:mm:ss' zone +07:00", "{'registered':'2026-11-23T09:15:00+07:00'}", "\"2026-11-23 09:15:00\"")]
    [InlineData("a = notes time HHmm", "{'notes':'09:15:00'}", "\"0915\"")]
    [InlineData("a = grossMass money VND", "{'grossMass':'1000.0000'}", "\"1000.0000\"")]
    [InlineData("a = transport/containerised flag Y N", "{'transport':{'containerised':'false'}}", "\"N\"")]
    [InlineData("a = transport/containerised flag 1 -", "{'transport':{'containerised':'false'}}", "{}")]
    [InlineData("a = join number 11, revision 1", "{'number':'10012345678','revision':'0'}", "\"100123456780\"")]
    [InlineData("a = revision code r", "{'revision':'1'}", "\"I\"")]
    [InlineData("a = reference empty keep", "{'reference':''}", "{\"a\":\"\"}")]
    [InlineData("a = partner.code", "{}", "\"ME\"")]
    [InlineData("include part.map", "{'office':'o'}", "\"o\"")]
    [InlineData("a = content escaped inner.map", "{'reference':'r'}", "<I><N>r</N></I>")]
    public void A_rule_reads_what_it_wrote(string line, string document, string part) =>
        Folder.Json($"R\n  {line}", Leaf.Replace("text 50", "text 0", StringComparison.Ordinal)).Beside("codes/r.csv", "ours,theirs\n1,I\n2,II\n").Beside("part.map", "a = office\n")
            .Beside("inner.map", "schema x/inner.tsv\nI\n  N = reference\n").With("schemas/x/inner.tsv", "path\ttype\tmax\tmin\toccurs\nI\tgroup\t0\t1\t1\nI/N\ttext\t50\t0\t1\n")
            .BothWays(Folder.Document(document), part, partner: Folder.Values("partner", "code=ME"));

    [Fact]
    public void Date_and_time_numbered_members_and_constants_hold() =>
        Folder.Json("R\n  d+t = registered date+time yyyyMMdd HHmmss zone +07:00\n  * permit 2\n    p{n} = number\n  n* = .\n    k = 'REF'\n    v = reference\n  n* = cargo\n    k = 'BL'\n    v = number",
            "R group 0 1 1\nR/d text 8 0 1\nR/t text 6 0 1\nR/p1 text 35 0 1\nR/p2 text 35 0 1\nR/n group 0 0 0\nR/n/k code 9 1 1\nR/n/v text 35 0 1")
            .BothWays(
                Folder.Document("{'registered':'2026-11-23T09:15:07+07:00','permit':[{'number':'x'},{'number':'y'}],'reference':'r','cargo':[{'number':'1'},{'number':'2'}]}"),
                "{\"d\":\"20261123\",\"t\":\"091507\",\"p1\":\"x\",\"p2\":\"y\",\"n\":[{\"k\":\"REF\",\"v\":\"r\"},{\"k\":\"BL\",\"v\":\"1\"},{\"k\":\"BL\",\"v\":\"2\"}]}");

    [Fact]
    public void Members_come_in_any_order_null_is_nothing_and_ignored_ones_are_listed()
    {
        var read = Folder.Json("R\n  a = reference\n  ignore meta theirs\n  lines* = goods\n    no = number number", "R group 0 1 1\nR/a text 50 0 1\nR/lines group 0 0 0\nR/lines/no integer 5 1 1").Guideline()
            .Read("{\"lines\":[{\"no\":2},{\"no\":1}],\"meta\":{\"x\":[[1]]},\"a\":null}"u8.ToArray(), ReadLimits.Default);
        Assert.Empty(read.Findings.Select(finding => finding.ToString()));
        Assert.Equal(Folder.Json(Folder.Document("{'goods':[{'number':'2'},{'number':'1'}]}")), Folder.Json(read.Document!));
        Assert.Equal(["/meta"], read.Ignored.Select(finding => finding.Path));
        Assert.Equal("/lines/1/no", read.Document!.All("goods").Last().Child("number")!.Source);
    }

    [Fact]
    public void What_is_written_says_where_each_member_came_from() =>
        Assert.Equal(["/a/0 law[1]", "/a/1 law[2]"], Folder.Json("R\n  a* = law", "R group 0 1 1\nR/a text 50 0 0").Guideline()
            .Write(Folder.Document("{'law':['A','B']}"), new Tree("envelope"), new Tree("partner")).Provenance.Select(each => $"{each.Path} {each.Pointer}"));

    [Fact]
    public void A_number_JSON_cannot_hold_is_refused()
    {
        var written = Folder.Json("R\n  a = grossMass", "R group 0 1 1\nR/a decimal 20 0 1").Guideline().Write(Folder.Document("{'grossMass':'007'}"), new Tree("envelope"), new Tree("partner"));
        Assert.Equal(["JSON-TYPE grossMass /a"], written.Findings.Select(finding => $"{finding.Code} {finding.Pointer} {finding.Path}"));
    }

    [Fact]
    public void Quoted_numbers_are_tolerated_by_name_only()
    {
        static Reading Read(string more) => Folder.Json("R\n  a = grossMass number\n  b = transport/containerised flag", "R group 0 1 1\nR/a decimal 20 0 1\nR/b flag 5 0 1", more: more).Guideline()
            .Read("{\"a\":\"1.50\",\"b\":\"true\"}"u8.ToArray(), ReadLimits.Default);
        Assert.Equal(["JSON-TYPE /a", "JSON-TYPE /b"], Read("").Findings.Select(finding => $"{finding.Code} {finding.Path}"));
        Assert.Equal(["TOL-QUOTED-VALUES /a"], Read("\"strictness\": {\"tolerate\": [\"quoted-values\"]}").Findings.Select(finding => $"{finding.Code} {finding.Path}"));
    }
}
