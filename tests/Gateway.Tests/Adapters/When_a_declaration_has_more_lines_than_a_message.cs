using Gateway.Adapters;
using Gateway.Messages;
using Gateway.Tests.Samples;

namespace Gateway.Tests.Adapters;

/// <summary>Fifty lines fit into one message of the samples' authority; more are divided, numbered, and joined again.</summary>
public sealed class When_a_declaration_has_more_lines_than_a_message
{
    private static readonly Sample Declared = Sample.All.Single(sample => sample.File.EndsWith("import/2014/samples/green/1-IDA.txt", StringComparison.Ordinal));

    private static MessageCap Cap => Declared.Guide.Entry.Cap!;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(50, 1)]
    [InlineData(51, 2)]
    [InlineData(100, 2)]
    [InlineData(101, 3)]
    [InlineData(499, 10)]
    public void Every_line_is_in_one_part_in_its_order_and_the_whole_comes_back(int lines, int parts)
    {
        var whole = Lines(lines);
        var divided = Division.Divide(whole, Cap, "100000000010");

        Assert.Equal(parts, divided.Count);
        Assert.Equal(Amounts(whole), divided.SelectMany(part => Amounts(part.Document)));
        Assert.Equal((1, lines), (divided[0].From, divided[^1].To));
        if (parts > 1)
        {
            var joined = Parts.Join([.. divided.Select(part => part.Document).Reverse()], Cap);
            Assert.Empty(joined.Findings);
            Assert.Equal(CanonicalJson.Write(whole, "declaration"), CanonicalJson.Write(joined.Document!, "declaration"));
        }
    }

    [Fact]
    public void The_first_is_marked_and_the_later_ones_name_its_number()
    {
        var divided = Division.Divide(Lines(101), Cap, "100000000010");
        Assert.Equal(
            ["F 1/3 1..50", "100000000010 2/3 51..100", "100000000010 3/3 101..101"],
            divided.Select(part => $"{part.Document.Value("firstNumber")} {part.Document.Value("branch")}/{part.Document.Value("branches")} {part.From}..{part.To}"));
        Assert.Equal("1", divided[2].Document.Value("goods/number"));
        Assert.Null(Division.Divide(Lines(101), Cap)[1].Document.Value("firstNumber"));
    }

    [Fact]
    public void Each_part_is_a_message_and_what_is_read_back_joins_to_what_was_declared()
    {
        var guideline = Declared.Guide.Guideline.On(Declared.Day);
        var whole = Lines(120);
        Assert.Contains(guideline.Write(whole, Declared.Envelope, Declared.Partner).Findings, finding => finding.Code == "OCCURS-TOO-MANY");

        var read = new List<Tree>();
        foreach (var part in Division.Divide(whole, Cap, "100000000010"))
        {
            var writing = guideline.Write(part.Document, Declared.Envelope, Declared.Partner);
            Assert.True(writing.Ok, string.Join('\n', writing.Findings));
            var reading = guideline.Read(writing.Bytes, ReadLimits.Default, Declared.Partner);
            Assert.True(reading.Ok && Division.IsPart(reading.Document!, Cap), string.Join('\n', reading.Findings));
            read.Add(reading.Document!);
        }

        var joined = Parts.Join(read, Cap);
        Assert.Empty(joined.Findings);
        Assert.Equal(Amounts(whole), Amounts(joined.Document!));
        Assert.Equal(whole.Value("invoice/total"), joined.Document!.Value("invoice/total"));
        Assert.Equal(120, joined.Document!.All("goods").Count());
    }

    [Fact]
    public void Parts_that_are_missing_stand_twice_or_contradict_each_other_make_no_whole()
    {
        var parts = Division.Divide(Lines(101), Cap, "100000000010").Select(part => part.Document).ToList();
        Assert.Equal(["SPLIT-PART"], Parts.Join([parts[0], parts[2]], Cap).Findings.Select(finding => finding.Code));
        Assert.Equal(["SPLIT-PART"], Parts.Join([.. parts, parts[1]], Cap).Findings.Select(finding => finding.Code));
        Assert.Equal("SPLIT-COUNT", Parts.Join([parts[0], parts[1], parts[2].Copy().Set("branches", "4")], Cap).Findings[0].Code);
        var other = parts[1].Copy().Set("office", "OTHER");
        var contradiction = Assert.Single(Parts.Join([parts[0], other, parts[2]], Cap).Findings);
        Assert.Equal(("SPLIT-CONTRADICTS", "office"), (contradiction.Code, contradiction.Pointer));
        Assert.Null(Parts.Join([parts[0], other, parts[2]], Cap).Document);
    }

    [Fact]
    public void Findings_name_the_file_and_the_place_in_it()
    {
        var parts = Read(101);
        string[] names = ["a.txt", "b.txt", "c.txt"];
        var other = parts[1].Copy().Set("office", "47D1", parts[1].At("office")!.Source);
        var contradiction = Assert.Single(Parts.Join([parts[0], other, parts[2]], Cap, names).Findings);
        Assert.Equal(("SPLIT-CONTRADICTS", "office", "b.txt:CH", "a.txt says '47NB', b.txt says '47D1'"), (contradiction.Code, contradiction.Pointer, contradiction.Path, contradiction.Message));
        var twice = Assert.Single(Parts.Join([.. parts, parts[2]], Cap, [.. names, "d.txt"]).Findings);
        Assert.Equal("c.txt:BNO, d.txt:BNO", twice.Path);
        Assert.StartsWith("c.txt:", Parts.Join(parts, Cap, names).Document!.All("goods").Last().At("hs")!.Source, StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_out_of_its_place_or_with_another_first_number_makes_no_whole()
    {
        var parts = Division.Divide(Lines(101), Cap, "100000000010").Select(part => part.Document).ToList();
        Assert.Equal(["SPLIT-PART", "SPLIT-PART"], Parts.Join([parts[0], parts[1], parts[2].Copy().Set("branch", "7")], Cap).Findings.Select(finding => finding.Code));
        Assert.Equal(["SPLIT-COUNT"], Parts.Join([parts[0].Copy().Set("branches", "100")], Cap).Findings.Select(finding => finding.Code));
        Assert.Equal(["SPLIT-COUNT"], Parts.Join([], Cap).Findings.Select(finding => finding.Code));
        Assert.Equal(["firstNumber"], Parts.Join([parts[0], parts[1], parts[2].Copy().Set("firstNumber", "100000000020")], Cap).Findings.Select(finding => finding.Pointer));
        Assert.Equal(["firstNumber"], Parts.Join([parts[0].Copy().Set("firstNumber", "100000000010"), parts[1], parts[2]], Cap).Findings.Select(finding => finding.Pointer));
    }

    [Fact]
    public void What_each_message_has_for_itself_stays_with_the_first_and_is_no_contradiction()
    {
        var whole = Lines(101).Set("number", "10000000001").Set("revision", "0");
        var parts = Division.Divide(whole, Cap, "100000000010").Select(part => part.Document).ToList();
        Assert.Equal(["10000000001", null, null], parts.Select(part => part.Value("number")));
        parts[1].Set("number", "10000000002").Set("revision", "0");
        parts[2].Set("number", "10000000003").Set("revision", "1");
        Assert.Equal(CanonicalJson.Write(whole, "declaration"), CanonicalJson.Write(Parts.Join(parts, Cap).Document!, "declaration"));
    }

    [Fact]
    public void More_lines_than_all_messages_of_a_division_hold_are_refused()
    {
        Assert.Null(Division.TooLong(Lines(4950), Cap));
        Assert.Equal(99, Division.Divide(Lines(4950), Cap).Count);
        Assert.Equal("SPLIT-TOO-LONG", Division.TooLong(Lines(4951), Cap)!.Code);
        Assert.Single(Division.Divide(Lines(4951), Cap));
    }

    [Fact]
    public void Sums_of_the_parts_are_those_of_the_whole_to_the_last_digit_in_each_unit()
    {
        var whole = Lines(120);
        whole.All("goods").ElementAt(70).Set("quantityUnit", "KGM").Set("quantity", "0.01");
        var sums = DivisionSums.Of(whole, Division.Divide(whole, Cap));
        Assert.All(sums, sum => Assert.True(sum.Equal));
        Assert.Equal(
            ["quantity H87 238000", "quantity KGM 0.01", "netMass  108000", "amount USD 19260"],
            sums.Select(sum => $"{sum.Noun} {sum.Unit} {DivisionSums.ToText(sum.Whole)}"));
        Assert.Equal([6275m, 8775m, 4210m], sums[^1].Parts);
        Assert.False((sums[^1] with { Whole = 19261 }).Equal);
    }

    [Fact]
    public void A_place_in_a_part_is_told_as_the_place_in_the_whole()
    {
        var last = Division.Divide(Lines(101), Cap)[2];
        Assert.Equal(["goods[101]/hs", "goods[102]", "invoice/total", "goods", "", "goods[x]/hs", "goodsX[1]"], new[] { "goods[1]/hs", "goods[2]", "invoice/total", "goods", "", "goods[x]/hs", "goodsX[1]" }.Select(last.InWhole));
    }

    [Fact]
    public void What_is_a_part_already_is_not_divided_again() =>
        Assert.Single(Division.Divide(Lines(101).Set("branch", "1").Set("branches", "3"), Cap));

    private static List<Tree> Read(int lines)
    {
        var guideline = Declared.Guide.Guideline.On(Declared.Day);
        return [.. Division.Divide(Lines(lines), Cap, "100000000010")
            .Select(part => guideline.Read(guideline.Write(part.Document, Declared.Envelope, Declared.Partner).Bytes, ReadLimits.Default, Declared.Partner).Document!)];
    }

    private static IEnumerable<string?> Amounts(Tree document) => document.All("goods").Select(line => line.Value("amount"));

    private static Tree Lines(int count)
    {
        var sample = Declared.Read();
        var whole = new Tree("declaration");
        foreach (var child in sample.Children.Where(child => child.Name is not ("goods" or "firstNumber" or "branch" or "branches")))
        {
            whole.Add(child.Copy());
        }

        var total = 0;
        for (var number = 1; number <= count; number++)
        {
            var line = sample.Child("goods")!.Copy();
            line.Set("number", number.ToString(System.Globalization.CultureInfo.InvariantCulture)).Set("amount", (100 + number).ToString(System.Globalization.CultureInfo.InvariantCulture));
            total += 100 + number;
            whole.Add(line);
        }

        return whole.Set("invoice/total", total.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }
}
