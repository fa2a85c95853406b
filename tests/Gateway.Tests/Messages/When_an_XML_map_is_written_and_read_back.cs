using System.Text;
using Gateway.Messages;
using Xunit;

namespace Gateway.Tests.Messages;

/// <summary>Every construct of the map language reads back what it wrote, in XML.</summary>
public sealed class When_an_XML_map_is_written_and_read_back
{
    private const string Leaf = """
        R group 0 1 1
        R/A text 50 0 1
        """;

    [Fact]
    public void A_noun_stands_in_its_element() =>
        Folder.Xml("R\n  A = reference", Leaf).BothWays(Folder.Document("{'reference':'Đơn <1> & \\u00e9'}"), "<R><A>Đơn &lt;1&gt; &amp; é</A></R>");

    [Fact]
    public void Groups_and_attributes_nest() =>
        Folder.Xml("""
            R
              G
                V = invoice/total     number
                  @cur = invoice/currency
            """, """
            R group 0 1 1
            R/G group 0 0 1
            R/G/V decimal 20 0 1
            R/G/V/@cur code 3 1 1
            """).BothWays(Folder.Document("{'invoice':{'total':'10.50','currency':'USD'}}"), "<G><V cur=\"USD\">10.50</V></G>");

    [Fact]
    public void A_group_with_nothing_to_say_is_not_written()
    {
        var folder = Folder.Xml("R\n  A = reference\n  G\n    K = 'x'\n    V = office", Leaf + "\nR/G group 0 0 1\nR/G/K text 9 1 1\nR/G/V text 9 0 1");
        var written = folder.Guideline().Write(Folder.Document("{'reference':'1'}"), new Tree("envelope"), new Tree("partner"));
        Assert.EndsWith("<R><A>1</A></R>", Encoding.UTF8.GetString(written.Bytes!), StringComparison.Ordinal);
    }

    [Fact]
    public void A_required_group_of_constants_is_written() =>
        Folder.Xml("R\n  G\n    K = 'x'\n  A = reference", "R group 0 1 1\nR/G group 0 1 1\nR/G/K text 9 1 1\nR/A text 50 0 1")
            .BothWays(Folder.Document("{'reference':'1'}"), "<R><G><K>x</K></G><A>1</A></R>");

    [Fact]
    public void Write_only_is_not_read_and_read_only_is_not_written()
    {
        var folder = Folder.Xml("R\n  A <- reference\n  B -> office\n  C = subOffice", "R group 0 1 1\nR/A text 9 0 1\nR/B text 9 0 1\nR/C text 9 0 1");
        var written = folder.Guideline().Write(Folder.Document("{'reference':'1','office':'2','subOffice':'3'}"), new Tree("envelope"), new Tree("partner"));
        Assert.EndsWith("<R><A>1</A><C>3</C></R>", Encoding.UTF8.GetString(written.Bytes!), StringComparison.Ordinal);
        var read = folder.Guideline().Read("<R><A>1</A><B>2</B><C>3</C></R>"u8.ToArray(), ReadLimits.Default);
        Assert.Empty(read.Findings);
        Assert.Equal(Folder.Json(Folder.Document("{'office':'2','subOffice':'3'}")), Folder.Json(read.Document!));
    }

    [Fact]
    public void A_read_only_line_reads_once_more_what_a_line_above_has_read()
    {
        var folder = Folder.Xml("""
            R
              A = envelope.id
              A -> reference
              P* -> importer [1]
                N = name
              P* -> consignee [1]
                N = name
            """, "R group 0 1 1\nR/A text 50 0 1\nR/P group 0 0 1\nR/P/N text 50 0 1");
        var read = folder.Guideline().Read("<R><A>7</A><P><N>An</N></P></R>"u8.ToArray(), ReadLimits.Default);
        Assert.Empty(read.Findings);
        Assert.Equal(("7", "7", "An", "An"), (read.Envelope.Value("id"), read.Document!.Value("reference"), read.Document.Value("importer/name"), read.Document.Value("consignee/name")));
    }

    [Fact]
    public void Repeats_and_repeats_within_them_keep_their_order() =>
        Folder.Xml("""
            R
              L* = goods [9]
                N = number       number
                T* = tax
                  C = type
            """, """
            R group 0 1 1
            R/L group 0 1 0
            R/L/N integer 5 1 1
            R/L/T group 0 0 5
            R/L/T/C code 10 1 1
            """).BothWays(
            Folder.Document("{'goods':[{'number':'1','tax':[{'type':'A'},{'type':'B'}]},{'number':'2'},{'number':'3','tax':[{'type':'C'}]}]}"),
            "<L><N>1</N><T><C>A</C></T><T><C>B</C></T></L><L><N>2</N></L><L><N>3</N><T><C>C</C></T></L>");

    [Fact]
    public void A_repeated_leaf_keeps_each_value() =>
        Folder.Xml("R\n  C* = law", "R group 0 1 1\nR/C text 9 0 0").BothWays(Folder.Document("{'law':['A1','A2']}"), "<C>A1</C><C>A2</C>");

    [Fact]
    public void A_repeated_element_may_have_only_attributes() =>
        Folder.Xml("R\n  C* = container\n    @no = number", "R group 0 1 1\nR/C text 9 0 0\nR/C/@no code 17 1 1")
            .BothWays(Folder.Document("{'container':[{'number':'A1'},{'number':'A2'}]}"), "<C no=\"A1\"></C><C no=\"A2\"></C>");

    [Fact]
    public void A_constant_inside_a_repeated_block_selects_its_occurrence() =>
        Folder.Xml("""
            R
              N* = .
                S = 'REF'
                C = reference
              N* = .
                S = 'OFF'
                C = office
              N* = permit
                S = 'PER'
                C = number
            """, "R group 0 1 1\nR/N group 0 0 0\nR/N/S code 9 1 1\nR/N/C text 50 0 1")
            .BothWays(
                Folder.Document("{'reference':'r','office':'o','permit':[{'number':'1'},{'number':'2'}]}"),
                "<N><S>REF</S><C>r</C></N><N><S>OFF</S><C>o</C></N><N><S>PER</S><C>1</C></N><N><S>PER</S><C>2</C></N>");

    [Fact]
    public void A_group_whose_constant_selects_is_written_with_its_block() =>
        Folder.Xml("R\n  N* = .\n    G\n      S = 'REF'\n      D = notes\n    C = reference\n  N* = .\n    G\n      S = 'OFF'\n      ignore D not used\n    C = office", "R group 0 1 1\nR/N group 0 0 0\nR/N/G group 0 0 1\nR/N/G/S code 9 1 1\nR/N/G/D text 9 0 1\nR/N/C text 50 0 1")
            .BothWays(Folder.Document("{'reference':'r'}"), "<R><N><G><S>REF</S></G><C>r</C></N></R>");

    [Fact]
    public void A_selected_block_ignores_in_its_own_occurrences_only()
    {
        var read = Folder.Xml("R\n  N* = .\n    S = 'REF'\n    ignore C theirs\n  N* = .\n    S = 'OFF'\n    C = office", "R group 0 1 1\nR/N group 0 0 0\nR/N/S code 9 1 1\nR/N/C text 50 0 1", direction: "in")
            .Guideline().Read("<R><N><S>REF</S><C>1</C></N><N><S>OFF</S><C>2</C></N></R>"u8.ToArray(), ReadLimits.Default);
        Assert.Empty(read.Findings);
        Assert.Equal("2", read.Document!.Value("office"));
        Assert.Equal(["R/N/C"], read.Ignored.Select(finding => finding.Path));
    }

    [Fact]
    public void An_occurrence_no_constant_selects_is_a_finding()
    {
        var read = Folder.Xml("R\n  N* = .\n    S = 'REF'\n    C = reference", "R group 0 1 1\nR/N group 0 0 0\nR/N/S code 9 1 1\nR/N/C text 50 0 1")
            .Guideline().Read("<R><N><S>REF</S><C>1</C></N><N><S>WHAT</S><C>2</C></N></R>"u8.ToArray(), ReadLimits.Default);
        Assert.Equal(["UNREAD R/N[2]"], read.Findings.Select(finding => $"{finding.Code} {finding.Path}"));
    }

    [Fact]
    public void A_constant_that_differs_is_a_finding() =>
        Assert.Equal(["MAP-CONSTANT"], Folder.Xml("R\n  A = 'x'", Leaf).Guideline().Read("<R><A>y</A></R>"u8.ToArray(), ReadLimits.Default).Findings.Select(finding => finding.Code));

    [Fact]
    public void A_code_list_turns_their_code_into_several_of_our_words() =>
        Folder.Xml("R\n  A = transport/mode, transport/containerised  code mode", Leaf)
            .Beside("codes/mode.csv", "mode,containerised,theirs,since,until,preferred,note\n1,true,2,,,,sea in containers\n1,false,3,,,,sea bulk\n4,,1,,,,air\n")
            .BothWays(Folder.Document("{'transport':{'mode':'1','containerised':'false'}}"), "<A>3</A>");

    [Fact]
    public void The_preferred_code_in_force_on_the_day_is_written_and_the_others_are_read()
    {
        var folder = Folder.Xml("R\n  A = packageUnit code unit", Leaf)
            .Beside("codes/unit.csv", "ours,theirs,since,until,preferred,note\nPC,NEW,2026-01-01,,yes,\nPC,OLD,,2026-01-01,yes,\nPC,ALT,,,,read only\n");
        folder.BothWays(Folder.Document("{'packageUnit':'PC'}"), "<A>NEW</A>");
        Assert.Equal("PC", folder.Guideline().Read("<R><A>ALT</A></R>"u8.ToArray(), ReadLimits.Default).Document!.Value("packageUnit"));
        var before = folder.Guideline().On(new DateOnly(2025, 12, 31)).Write(Folder.Document("{'packageUnit':'PC'}"), new Tree("envelope"), new Tree("partner"));
        Assert.Contains("<A>OLD</A>", Encoding.UTF8.GetString(before.Bytes!), StringComparison.Ordinal);
        Assert.Equal(["CODE-UNKNOWN"], folder.Guideline().Read("<R><A>OLD</A></R>"u8.ToArray(), ReadLimits.Default).Findings.Select(finding => finding.Code));
    }

    [Fact]
    public void An_open_code_list_passes_other_codes_unchanged() =>
        Folder.Xml("R\n  A = packageUnit code unit", Leaf).Beside("codes/unit.csv", "ours,theirs\nPC,PCE\n*,*\n").BothWays(Folder.Document("{'packageUnit':'BX'}"), "<A>BX</A>");

    [Theory]
    [InlineData("reference", "text", "{'reference':' a b '}", "<A> a b </A>")]
    [InlineData("transport/arrival", "date yyyyMMdd", "{'transport':{'arrival':'2026-11-23'}}", "<A>20261123</A>")]
    [InlineData("registered", "date 'yyyy-MM-dd HH:mm:ss' zone +07:00", "{'registered':'2026-11-23T09:15:00+07:00'}", "<A>2026-11-23 09:15:00</A>")]
    [InlineData("registered", "date yyyy-MM-ddTHH:mm:sszzz", "{'registered':'2026-11-23T09:15:00+07:00'}", "<A>2026-11-23T09:15:00+07:00</A>")]
    [InlineData("registered", "date yyyyMMdd zone +07:00", "{'registered':'2026-11-23T00:00:00+07:00'}", "<A>20261123</A>")]
    [InlineData("registered", "date yyyy-MM-ddTHH:mm:ss.fff zone Z", "{'registered':'2026-11-23T09:15:00.250+00:00'}", "<A>2026-11-23T09:15:00.250</A>")]
    [InlineData("notes", "time HHmm", "{'notes':'09:15:00'}", "<A>0915</A>")]
    [InlineData("grossMass", "number", "{'grossMass':'1000.0000'}", "<A>1000.0000</A>")]
    [InlineData("grossMass", "money VND", "{'grossMass':'1000.0000'}", "<A>1000.0000</A>")]
    [InlineData("transport/containerised", "flag", "{'transport':{'containerised':'true'}}", "<A>true</A>")]
    [InlineData("transport/containerised", "flag Y N", "{'transport':{'containerised':'false'}}", "<A>N</A>")]
    [InlineData("transport/containerised", "flag 1 -", "{'transport':{'containerised':'false'}}", "<R></R>")]
    [InlineData("revision", "code r", "{'revision':'1'}", "<A>I</A>")]
    public void A_value_rule_reads_what_it_wrote(string noun, string rule, string document, string part) =>
        Folder.Xml($"R\n  A = {noun}  {rule}", Leaf).Beside("codes/r.csv", "ours,theirs\n1,I\n2,II\n").BothWays(Folder.Document(document), part);

    [Fact]
    public void Date_and_time_in_two_elements_are_one_moment() =>
        Folder.Xml("R\n  A+B = registered  date+time yyyyMMdd HHmmss zone +07:00", "R group 0 1 1\nR/A text 8 0 1\nR/B text 6 0 1")
            .BothWays(Folder.Document("{'registered':'2026-11-23T09:15:07+07:00'}"), "<A>20261123</A><B>091507</B>");

    [Fact]
    public void A_moment_of_another_zone_is_written_in_the_partners() =>
        Assert.Contains("<A>2026-11-23T09:15:00</A>", Encoding.UTF8.GetString(Folder.Xml("R\n  A = registered date yyyy-MM-ddTHH:mm:ss zone +07:00", Leaf).Guideline()
            .Write(Folder.Document("{'registered':'2026-11-23T02:15:00Z'}"), new Tree("envelope"), new Tree("partner")).Bytes!), StringComparison.Ordinal);

    [Fact]
    public void Joined_nouns_part_by_their_widths() =>
        Folder.Xml("R\n  A = join number 11, revision 1", Leaf).BothWays(Folder.Document("{'number':'10012345678','revision':'0'}"), "<A>100123456780</A>");

    [Fact]
    public void A_missing_last_part_ends_a_join() =>
        Folder.Xml("R\n  A = join number 11, revision 1", Leaf).BothWays(Folder.Document("{'number':'10012345678'}"), "<A>10012345678</A>");

    [Fact]
    public void Included_lines_stand_where_they_are_included() =>
        Folder.Xml("R\n  G\n    include part.map\n  B = office", "R group 0 1 1\nR/G group 0 0 1\nR/G/A text 9 0 1\nR/B text 9 0 1")
            .Beside("part.map", "# shared\nA = reference\n").BothWays(Folder.Document("{'reference':'1','office':'2'}"), "<G><A>1</A></G><B>2</B>");

    [Theory]
    [InlineData("base64")]
    [InlineData("escaped")]
    public void A_nested_message_is_read_by_its_own_map(string encoding) =>
        Folder.Xml($"R\n  A = content {encoding} inner.map\n  B = office", "R group 0 1 1\nR/A text 0 0 1\nR/B text 9 0 1")
            .Beside("inner.map", "namespace - urn:inner\nschema x/inner.tsv\nI\n  N = reference\n  L* = goods\n    H = hs\n")
            .With("schemas/x/inner.tsv", "namespace\t-\turn:inner\npath\ttype\tmax\tmin\toccurs\nI\tgroup\t0\t1\t1\nI/N\ttext\t50\t0\t1\nI/L\tgroup\t0\t0\t0\nI/L/H\tdigits\t12\t1\t1\n")
            .BothWays(Folder.Document("{'reference':'r','office':'o','goods':[{'hs':'01012100'},{'hs':'01012900'}]}"), encoding == "escaped" ? "&lt;I xmlns=\"urn:inner\"&gt;" : "<A>");

    [Fact]
    public void Envelope_and_partner_stand_beside_the_document()
    {
        var read = Folder.Xml("R\n  A = envelope.id\n  B = partner.code\n  C = envelope.at date yyyyMMddHHmmss zone +07:00", "R group 0 1 1\nR/A text 9 0 1\nR/B text 9 0 1\nR/C text 14 0 1")
            .BothWays(new Tree("declaration"), "<A>7</A><B>ME</B><C>20261123091500</C>", Folder.Values("envelope", "id=7", "at=2026-11-23T09:15:00+07:00"), Folder.Values("partner", "code=ME"));
        Assert.Equal(("7", "2026-11-23T09:15:00+07:00"), (read.Envelope.Value("id"), read.Envelope.Value("at")));
    }

    [Fact]
    public void A_partner_value_that_differs_is_a_finding_that_does_not_print_what_was_expected()
    {
        var read = Folder.Xml("R\n  A = partner.password", Leaf).Guideline().Read("<R><A>wrong</A></R>"u8.ToArray(), ReadLimits.Default, Folder.Values("partner", "password=secret"));
        var finding = Assert.Single(read.Findings);
        Assert.Equal("CONTEXT-DIFFERS", finding.Code);
        Assert.DoesNotContain("secret", finding.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Ignored_parts_are_dropped_listed_and_not_held_to_the_schema()
    {
        var read = Folder.Xml("R\n  ignore @v,X not ours\n  A = reference\n    ignore @* names of lists", Leaf).Guideline()
            .Read("<R v='2'><X><Y>1</Y></X><A list='z'>1</A></R>"u8.ToArray(), ReadLimits.Default);
        Assert.Empty(read.Findings);
        Assert.Equal(["R/@v", "R/X", "R/A/@list"], read.Ignored.Select(finding => finding.Path));
    }

    [Fact]
    public void Empty_is_kept_where_the_map_keeps_it()
    {
        Folder.Xml("R\n  A = reference empty keep", Leaf).BothWays(Folder.Document("{'reference':''}"), "<A></A>");
        var dropped = Folder.Xml("R\n  A = reference", Leaf).Guideline().Read("<R><A/></R>"u8.ToArray(), ReadLimits.Default);
        Assert.Null(dropped.Document!.Child("reference"));
    }

    [Fact]
    public void A_noun_from_the_root_is_written_in_every_occurrence_and_must_agree()
    {
        var folder = Folder.Xml("R\n  L* = goods\n    N = number\n    C = /invoice/currency", "R group 0 1 1\nR/L group 0 0 0\nR/L/N integer 5 1 1\nR/L/C code 3 0 1");
        folder.BothWays(Folder.Document("{'invoice':{'currency':'USD'},'goods':[{'number':'1'},{'number':'2'}]}"), "<C>USD</C></L><L><N>2</N><C>USD</C>");
        var read = folder.Guideline().Read("<R><L><N>1</N><C>USD</C></L><L><N>2</N><C>EUR</C></L></R>"u8.ToArray(), ReadLimits.Default);
        Assert.Equal(["MAP-CONFLICT R/L[2]/C"], read.Findings.Select(finding => $"{finding.Code} {finding.Path}"));
    }

    [Fact]
    public void Namespaces_are_written_and_compared_whatever_their_prefixes()
    {
        var folder = Folder.Xml("namespace d urn:doc\nnamespace p urn:parts\nd:R\n  p:A = reference\n    @p:x = office", "").With(
            "schemas/x/M.tsv", "namespace\t-\turn:doc\nnamespace\tram\turn:parts\npath\ttype\tmax\tmin\toccurs\nR\tgroup\t0\t1\t1\nR/ram:A\ttext\t50\t0\t1\nR/ram:A/@ram:x\ttext\t9\t0\t1\n");
        folder.BothWays(Folder.Document("{'reference':'1','office':'2'}"), "<d:R xmlns:d=\"urn:doc\" xmlns:p=\"urn:parts\"><p:A p:x=\"2\">1</p:A></d:R>");
        var other = folder.Guideline().Read("<R xmlns='urn:doc'><q:A xmlns:q='urn:parts' q:x='2'>1</q:A></R>"u8.ToArray(), ReadLimits.Default);
        Assert.Empty(other.Findings);
    }

    [Fact]
    public void Missing_namespaces_are_tolerated_only_by_name()
    {
        static Reading Read(string more) => Folder.Xml("namespace - urn:doc\nR\n  A = reference", "", more: more)
            .With("schemas/x/M.tsv", "namespace\t-\turn:doc\npath\ttype\tmax\tmin\toccurs\nR\tgroup\t0\t1\t1\nR/A\ttext\t50\t0\t1\n")
            .Guideline().Read("<R><A>1</A></R>"u8.ToArray(), ReadLimits.Default);
        Assert.Contains("XML-ROOT", Read("").Findings.Select(finding => finding.Code));
        var tolerant = Read("\"strictness\": {\"tolerate\": [\"missing-namespaces\"]}");
        Assert.Equal(["TOL-MISSING-NAMESPACES"], tolerant.Findings.Select(finding => finding.Code));
        Assert.Equal("1", tolerant.Document!.Value("reference"));
    }

    [Fact]
    public void A_signature_is_skipped_on_reading_and_left_out_on_writing()
    {
        var folder = Folder.Xml("R\n  A = reference", Leaf + "\nR/Signature signature 0 0 1");
        folder.BothWays(Folder.Document("{'reference':'1'}"), "<R><A>1</A></R>");
        Assert.Empty(folder.Guideline().Read("<R><A>1</A><Signature><SignedInfo/></Signature></R>"u8.ToArray(), ReadLimits.Default).Findings);
    }
}
