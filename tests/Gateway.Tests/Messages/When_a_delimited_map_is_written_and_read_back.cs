using System.Text;
using Gateway.Messages;
using Gateway.Messages.Delimited;
using Xunit;

namespace Gateway.Tests.Messages;

/// <summary>Every construct of the map language that rows and columns can carry reads back what it wrote.</summary>
public sealed class When_a_delimited_map_is_written_and_read_back
{
    private const string Form = "D group 0 1 1\nD/f group 0 1 1\nD/f/a text 50 0 1\nD/f/b text 50 0 1\nD/l group 0 0 0\nD/l/n integer 5 0 1\nD/l/t text 50 0 1\nD/l/u text 50 0 1";

    private static Folder One(string line) => Folder.Delimited(
        $"D\n  f\n    {line}\n{(line.StartsWith("a+b", StringComparison.Ordinal) ? "" : "    ignore b not used\n")}  l* = goods\n    n = number number",
        "D group 0 1 1\nD/f group 0 1 1\nD/f/a text 50 0 1\nD/f/b text 50 0 1\nD/l group 0 0 0\nD/l/n integer 5 0 1");

    [Fact]
    public void A_form_and_a_list_are_two_sections_of_one_message() =>
        Folder.Delimited("D\n  f\n    a = reference\n    b = office\n  l* = goods\n    n = number number\n    t = description\n    u = hs", Form)
            .BothWays(
                Folder.Document("{'reference':'r','office':'o','goods':[{'number':'1','description':'thép','hs':'0101'},{'number':'2'}]}"),
                "[f]\r\nfield,value\r\na,r\r\nb,o\r\n[l]\r\nn,t,u\r\n1,thép,0101\r\n2,,\r\n");

    [Theory]
    [InlineData("comma", "n,t\r\n1,\"a,b\"\r\n2,c;d\r\n")]
    [InlineData("semicolon", "n;t\r\n1;a,b\r\n2;\"c;d\"\r\n")]
    [InlineData("tab", "n\tt\r\n1\ta,b\r\n2\tc;d\r\n")]
    public void A_message_of_one_list_has_no_section_line(string delimiter, string written) =>
        Folder.Delimited("D\n  l* = goods\n    n = number number\n    t = description", "D group 0 1 1\nD/l group 0 0 0\nD/l/n integer 5 0 1\nD/l/t text 50 0 1", more: $"\"delimiter\": \"{delimiter}\"")
            .BothWays(Folder.Document("{'goods':[{'number':'1','description':'a,b'},{'number':'2','description':'c;d'}]}"), written);

    [Theory]
    [InlineData("he said \\\"x\\\", twice", "\"he said \"\"x\"\", twice\"")]
    [InlineData("two\\nlines\\r\\nand three", "\"two\nlines\r\nand three\"")]
    [InlineData("[l]", "[l]")]
    [InlineData(" a b ", " a b ")]
    [InlineData("Đồng Nai", "Đồng Nai")]
    public void A_cell_keeps_its_text(string text, string cell) =>
        One("a = reference").BothWays(Folder.Document($"{{'reference':'{text}'}}"), $"a,{cell}\r\n");

    [Fact]
    public void A_first_cell_that_looks_like_a_section_is_quoted() =>
        Folder.Delimited("D\n  l* = goods\n    t = description", "D group 0 1 1\nD/l group 0 0 0\nD/l/t text 50 0 1")
            .BothWays(Folder.Document("{'goods':[{'description':'[l]'}]}"), "t\r\n\"[l]\"\r\n");

    [Theory]
    [InlineData("a = transport/arrival date yyyy-MM-dd", "{'transport':{'arrival':'2026-11-23'}}", "a,2026-11-23")]
    [InlineData("a = registered date 'yyyy-MM-dd HH:mm:ss' zone +07:00", "{'registered':'2026-11-23T09:15:00+07:00'}", "a,2026-11-23 09:15:00")]
    [InlineData("a+b = registered date+time yyyyMMdd HHmmss zone +07:00", "{'registered':'2026-11-23T09:15:07+07:00'}", "a,20261123\r\nb,091507")]
    [InlineData("a = notes time HHmm", "{'notes':'09:15:00'}", "a,0915")]
    [InlineData("a = grossMass number", "{'grossMass':'1000.0000'}", "a,1000.0000")]
    [InlineData("a = grossMass money VND", "{'grossMass':'1000.0000'}", "a,1000.0000")]
    [InlineData("a = transport/containerised flag Y N", "{'transport':{'containerised':'false'}}", "a,N")]
    [InlineData("a = transport/containerised flag 1 -", "{'transport':{'containerised':'false'}}", "field,value\r\n[l]")]
    [InlineData("a = join number 11, revision 1", "{'number':'10012345678','revision':'0'}", "a,100123456780")]
    [InlineData("a = revision code r", "{'revision':'1'}", "a,I")]
    [InlineData("a = transport/mode, transport/containerised code m", "{'transport':{'mode':'1','containerised':'true'}}", "a,2")]
    public void A_value_rule_reads_what_it_wrote(string line, string document, string part) =>
        One(line).Beside("codes/r.csv", "ours,theirs\n1,I\n2,II\n").Beside("codes/m.csv", "mode,containerised,theirs\n1,true,2\n1,false,3\n")
            .BothWays(Folder.Document(document), part);

    [Fact]
    public void Constants_and_directions_hold()
    {
        var folder = Folder.Delimited("D\n  f\n    a = 'x'\n    a -> procedure\n    b <- office\n  l* = goods\n    n = number number\n    t -> description\n    u = hs", Form);
        var written = folder.Guideline().Write(Folder.Document("{'office':'o','goods':[{'number':'1','description':'d','hs':'0101'}]}"), new Tree("envelope"), new Tree("partner"));
        Assert.Equal("[f]\r\nfield,value\r\na,x\r\nb,o\r\n[l]\r\nn,t,u\r\n1,,0101\r\n", Encoding.UTF8.GetString(written.Bytes!));
        var read = folder.Guideline().Read("[f]\nfield,value\na,x\nb,o\n[l]\nn,t,u\n1,d,0101\n"u8.ToArray(), ReadLimits.Default);
        Assert.Empty(read.Findings);
        Assert.Equal(Folder.Json(Folder.Document("{'procedure':'x','goods':[{'number':'1','description':'d','hs':'0101'}]}")), Folder.Json(read.Document!));
        Assert.Equal(["MAP-CONSTANT f!B2"], folder.Guideline().Read("[f]\nfield,value\na,y\n"u8.ToArray(), ReadLimits.Default).Findings.Where(finding => finding.Code == "MAP-CONSTANT").Select(finding => $"{finding.Code} {finding.Path}"));
    }

    [Fact]
    public void Numbered_columns_are_occurrences_in_a_form_and_in_a_row() =>
        Folder.Delimited(
            "D\n  f\n    * cargo 2\n      bill{n} = number\n  l* = goods\n    n = number number\n    * tax 2\n      tax{n}Type = type\n      tax{n}Rate = rate\n    * law 2\n      law{n} = .",
            "D group 0 1 1\nD/f group 0 1 1\nD/f/bill1 text 35 0 1\nD/f/bill2 text 35 0 1\nD/l group 0 0 0\nD/l/n integer 5 0 1\nD/l/tax1Type code 9 0 1\nD/l/tax1Rate text 9 0 1\nD/l/tax2Type code 9 0 1\nD/l/tax2Rate text 9 0 1\nD/l/law1 code 2 0 1\nD/l/law2 code 2 0 1")
            .BothWays(
                Folder.Document("{'cargo':[{'number':'A'},{'number':'B'}],'goods':[{'number':'1','tax':[{'type':'V','rate':'10%'},{'type':'W'}],'law':['AA','BB']},{'number':'2','tax':[{'type':'X'}]}]}"),
                "bill1,A\r\nbill2,B\r\n[l]\r\nn,tax1Type,tax1Rate,tax2Type,tax2Rate,law1,law2\r\n1,V,10%,W,,AA,BB\r\n2,X,,,,,\r\n");

    [Fact]
    public void More_occurrences_than_numbered_columns_are_refused()
    {
        var folder = Folder.Delimited("D\n  f\n    * cargo 1\n      a = number\n    b = office\n  ignore l not used", Form);
        var written = folder.Guideline().Write(Folder.Document("{'cargo':[{'number':'A'},{'number':'B'}]}"), new Tree("envelope"), new Tree("partner"));
        Assert.Equal(["OCCURS-TOO-MANY"], written.Findings.Select(finding => finding.Code));
    }

    [Fact]
    public void A_constant_selects_the_rows_of_a_list() =>
        Folder.Delimited("D\n  l* = permit\n    k = 'P'\n    v = number\n  l* = cargo\n    k = 'C'\n    v = number", "D group 0 1 1\nD/l group 0 0 0\nD/l/k code 1 1 1\nD/l/v text 35 0 1")
            .BothWays(Folder.Document("{'permit':[{'number':'1'},{'number':'2'}],'cargo':[{'number':'3'}]}"), "k,v\r\nP,1\r\nP,2\r\nC,3\r\n");

    [Fact]
    public void Included_lines_root_nouns_and_nested_messages_work_here_too() =>
        Folder.Delimited("D\n  f\n    include part.map\n    b = content base64 inner.map\n  l* = goods\n    n = number number\n    t = /invoice/currency\n    ignore u not used", Form.Replace("D/f/b text 50", "D/f/b text 0", StringComparison.Ordinal))
            .Beside("part.map", "a = reference\n").Beside("inner.map", "schema x/inner.tsv\nI\n  N = office\n")
            .With("schemas/x/inner.tsv", "path\ttype\tmax\tmin\toccurs\nI\tgroup\t0\t1\t1\nI/N\ttext\t50\t0\t1\n")
            .BothWays(Folder.Document("{'reference':'r','office':'o','invoice':{'currency':'USD'},'goods':[{'number':'1'},{'number':'2'}]}"), "n,t,u\r\n1,USD,\r\n2,USD,\r\n");

    [Fact]
    public void Envelope_and_partner_stand_beside_the_document()
    {
        var read = Folder.Delimited("D\n  f\n    a = envelope.id\n    b = partner.code\n  ignore l not used", Form)
            .BothWays(new Tree("declaration"), "a,7\r\nb,ME\r\n", Folder.Values("envelope", "id=7"), Folder.Values("partner", "code=ME"));
        Assert.Equal("7", read.Envelope.Value("id"));
    }

    [Fact]
    public void Columns_may_come_in_any_order_and_by_their_labels_with_labels_below()
    {
        var folder = Folder.Delimited("D\n  f\n    a = reference\n    b = office\n  l* = goods\n    n = number number\n    t = description\n    ignore u not ours", "")
            .With("schemas/x/M.tsv", "column\ttype\tmax\tmin\toccurs\tvi\ten\thelp\nD\tgroup\t0\t1\t1\nD/f\tgroup\t0\t1\t1\nD/f/a\ttext\t50\t1\t1\tSố\tReference\tx\nD/f/b\ttext\t50\t0\t1\tChi cục\tOffice\ty\nD/l\tgroup\t0\t0\t0\nD/l/n\tinteger\t5\t1\t1\tSTT\tLine\tz\nD/l/t\ttext\t50\t0\t1\tMô tả\tDescription\tz\nD/l/u\ttext\t50\t0\t1\tKhác\tOther\tz\n".Replace("\t1\t1\n", "\t1\t1\t\t\t\n", StringComparison.Ordinal).Replace("\t0\t0\n", "\t0\t0\t\t\t\n", StringComparison.Ordinal));
        var read = folder.Guideline().Read("[f],,,\nfield,vi,value,help\nChi cục,x,o,\nReference,,r,why\n[l],,,\nMô tả,n,Other,\nMô tả,STT,Khác,\nDescription,Line,,\nd,1,z,\n"u8.ToArray(), ReadLimits.Default);
        Assert.Empty(read.Findings.Select(finding => finding.ToString()));
        Assert.Equal(Folder.Json(Folder.Document("{'office':'o','reference':'r','goods':[{'description':'d','number':'1'}]}")), Folder.Json(read.Document!));
        Assert.Equal(("f!C3", "l!B4"), (read.Document!.At("reference")!.Source, read.Document.At("goods/number")!.Source));
        Assert.Equal(["l!C4"], read.Ignored.Select(finding => finding.Path));
    }

    [Fact]
    public void Another_delimiter_and_blanks_around_a_value_are_tolerated_by_name_and_noted()
    {
        static Reading Read(string more) => Folder.Delimited("D\n  f\n    a = reference\n    b = office\n  ignore l not used", Form, more: more).Guideline()
            .Read("[f];;\nfield;value;\na; r\u00a0;\nb;o;\n"u8.ToArray(), ReadLimits.Default);
        Assert.False(Read("").Ok);
        var tolerant = Read("\"strictness\": {\"tolerate\": [\"blanks\", \"delimiter\"]}");
        Assert.True(tolerant.Ok);
        Assert.Equal(["TOL-DELIMITER", "TOL-BLANKS"], tolerant.Findings.Select(finding => finding.Code));
        Assert.Equal("r", tolerant.Document!.Value("reference"));
    }

    [Fact]
    public void What_is_written_says_where_each_cell_came_from()
    {
        var written = Folder.Delimited("D\n  f\n    a = reference\n    b = office\n  l* = goods\n    n = number number\n    t = 'x'\n    ignore u not used", Form).Guideline()
            .Write(Folder.Document("{'office':'o','notes':'n','goods':[{'number':'1'},{'number':'2'}]}"), new Tree("envelope"), new Tree("partner"));
        Assert.Equal(["f!B2 office", "l!A2 goods[1]/number", "l!B2 ", "l!A3 goods[2]/number", "l!B3 "], written.Provenance.Select(each => $"{each.Path} {each.Pointer}"));
        Assert.Equal(["notes"], written.NotCarried.Select(finding => finding.Pointer));
    }

    [Fact]
    public void Text_a_spreadsheet_would_compute_is_a_warning()
    {
        var written = One("a = reference").Guideline().Write(Folder.Document("{'reference':'=1+1'}"), new Tree("envelope"), new Tree("partner"));
        Assert.Equal(["DLM-FORMULA f!B2"], written.Findings.Select(finding => $"{finding.Code} {finding.Path}"));
        Assert.True(written.Ok);
    }

    [Fact]
    public void Its_sheets_have_the_codes_the_map_allows_on_the_day()
    {
        var sheets = Folder.Delimited("D\n  f\n    a = packageUnit code unit\n    b = transport/containerised flag\n  ignore l not used", Form.Replace("D/f/b text 50", "D/f/b flag 5", StringComparison.Ordinal))
            .Beside("codes/unit.csv", "ours,theirs,since,until,note\nCT,CT,,,carton\nOLD,OLD,,2026-01-01,gone\n*,*,,,\n").Guideline().Sheets;
        Assert.Equal(["f True 2", "l False 3"], sheets.Select(sheet => $"{sheet.Name} {sheet.IsForm} {sheet.Columns.Count}"));
        Assert.Equal([new SheetChoice("CT", "carton")], sheets[0].Columns[0].Choices);
        Assert.Equal((false, true), (sheets[0].Columns[0].IsClosed, sheets[0].Columns[1].IsClosed));
    }

    [Theory]
    [InlineData(0, "A")]
    [InlineData(25, "Z")]
    [InlineData(26, "AA")]
    [InlineData(701, "ZZ")]
    [InlineData(702, "AAA")]
    public void Columns_are_lettered_as_spreadsheets_do(int column, string letters) => Assert.Equal(letters, Sheet.Letters(column));
}
