using Gateway.Adapters.Rules;
using Gateway.Tests.Declarations;
using Gateway.Tests.Messages;
using Repository = Gateway.Tests.Samples.Repository;

namespace Gateway.Tests.Adapters;

/// <summary>What each kind of rule looks at, and where it points. A table is loaded only when its cases bite and hold, so loading is half of each test.</summary>
public sealed class When_a_document_meets_rules
{
    private const string Lines = "'reference': 'R', 'goods': [{ 'number': '1', 'hs': '85171300', 'amount': '1.25' }, { 'number': '2', 'hs': '85171300', 'amount': '0.75' }]";

    /// <summary>Row, the right document, the change of it that breaks it with the pointer, the change with which it holds.</summary>
    public static TheoryData<string, string, string, string> Kinds => new()
    {
        { "required; number", "'number': '1'", "'pointer': 'number', 'remove': ['number']", "'set': { 'number': '2' }" },
        { "required; importer", "'importer': { 'name': 'X' }", "'pointer': 'importer', 'remove': ['importer/name']", "'set': { 'importer/address/city': 'X' }" },
        { "required; importer/id", "'importer': { 'id': '1' }", "'pointer': 'importer/id', 'set': { 'importer/id': ' ' }", "'set': { 'importer/id': '2' }" },
        { "required; goods", Lines, "'pointer': 'goods', 'remove': ['goods[2]', 'goods[1]']", "'remove': ['goods[2]']" },
        { "required; goods/origin", "'goods': [{ 'origin': 'JP' }, { 'origin': 'JP' }]", "'pointer': 'goods[2]/origin', 'remove': ['goods[2]/origin']", "'set': { 'goods[1]/origin': 'VN' }" },
        { "required; goods/tax/type", Lines, "'pointer': 'goods[2]/tax[1]/type', 'set': { 'goods[2]/tax[1]/rate': '1' }", "'set': { 'goods[2]/tax[1]/type': 'A' }" },
        { "required; goods/origin; ; goods/hs is 01012100|01012900", Lines, "'pointer': 'goods[2]/origin', 'set': { 'goods[2]/hs': '01012900' }", "'set': { 'goods[2]/hs': '01012900', 'goods[2]/origin': 'JP' }" },
        { "required; goods/origin; ; direction is IM and goods/hs is not 85171300", Lines, "'pointer': 'goods[2]/origin', 'set': { 'direction': 'IM', 'goods[2]/hs': '01012900' }", "'set': { 'direction': 'IM', 'goods[2]/hs': '01012900', 'goods[2]/origin': 'X' }" },
        { "required; containers; ; container present", Lines, "'pointer': 'containers', 'set': { 'container[1]/number': 'X' }", "'set': { 'container[1]/number': 'X', 'containers': '1' }" },
        { "forbidden; releaseReason; ; direction is EX", Lines, "'pointer': 'releaseReason', 'set': { 'direction': 'EX', 'releaseReason': 'A' }", "'set': { 'direction': 'EX' }" },
        { "one-of; importer/id, importer/name; at least one", "'importer': { 'name': 'X' }", "'pointer': 'importer/id', 'remove': ['importer']", "'set': { 'importer/id': '1' }" },
        { "one-of; importer/id, importer/name; exactly one", "'importer': { 'name': 'X' }", "'pointer': 'importer/id', 'set': { 'importer/id': '1' }", "'set': { 'importer/id': '1' }, 'remove': ['importer/name']" },
        { "one-of; goods/rate, goods/dutyAmount; at most one", Lines, "'pointer': 'goods[2]/rate', 'set': { 'goods[2]/rate': '1', 'goods[2]/dutyAmount': '2' }", "'set': { 'goods[2]/rate': '1' }" },
        { "pattern; number; [0-9]{11}", Lines, "'pointer': 'number', 'set': { 'number': '12345678901x' }", "'set': { 'number': '12345678901' }" },
        { "pattern; number; a|b", Lines, "'pointer': 'number', 'set': { 'number': 'ab' }", "'set': { 'number': 'b' }" },
        { "length; number; 2|4..6", Lines, "'pointer': 'number', 'set': { 'number': 'ééé' }", "'set': { 'number': 'éééé' }" },
        { "values; direction; IM|EX", Lines, "'pointer': 'direction', 'set': { 'direction': 'TR' }", "'set': { 'direction': 'EX' }" },
        { "sum; invoice/total; goods/amount", Lines, "'pointer': 'invoice/total', 'set': { 'invoice/total': '2.0001' }", "'set': { 'invoice/total': '2.000' }" },
        { "sum; invoice/total; goods/amount within 0.05", Lines, "'pointer': 'invoice/total', 'set': { 'invoice/total': '2.06' }", "'set': { 'invoice/total': '1.95' }" },
        { "sum; goods/customsValue; goods/tax/base", Lines, "'pointer': 'goods[2]/customsValue', 'set': { 'goods[2]/customsValue': '3', 'goods[2]/tax[1]/base': '1', 'goods[2]/tax[2]/base': '1' }", "'set': { 'goods[2]/customsValue': '3', 'goods[2]/tax[1]/base': '1', 'goods[2]/tax[2]/base': '2' }" },
        { "check-digit; container/number; iso6346", Lines, "'pointer': 'container[2]/number', 'set': { 'container[1]/number': 'CSQU3054383', 'container[2]/number': 'CSQU3054384' }", "'set': { 'container[1]/number': 'CSQU3054383' }" },
        { "hs; goods/hs; 8", Lines, "'pointer': 'goods[2]/hs', 'set': { 'goods[2]/hs': '851713' }", "'set': { 'goods[2]/hs': '99999999' }" },
        { "hs; goods/hs; 8 nomenclature", Lines, "'pointer': 'goods[1]/hs', 'set': { 'goods[1]/hs': '85171200' }", "'set': { 'goods[1]/hs': '85171300' }" },
        { "code; office; offices", Lines, "'pointer': 'office', 'set': { 'office': 'OLD' }", "'set': { 'office': 'NEW' }" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_kind_bites_at_its_place_and_holds(string row, string right, string bites, string holds)
    {
        var guide = ARuleTable.Loaded("T-1; " + row, right, bites, holds, also: Lists);
        var rule = Assert.Single(guide.Rules.Rules);
        Assert.Equal(("T-1", Severity.Error), (rule.Code, rule.Severity));
    }

    [Fact]
    public void Nothing_is_said_of_a_sum_where_a_part_is_missing()
    {
        var guide = ARuleTable.Loaded("T-1; sum; invoice/total; goods/amount", Lines, "'pointer': 'invoice/total', 'set': { 'invoice/total': '3' }", "'set': { 'invoice/total': '2' }");
        Assert.Empty(guide.Rules.Check(Folder.Document("{'invoice': {'total': '3'}, 'goods': [{'amount': '1'}, {'number': '2'}]}"), Folder.Day));
        Assert.Empty(guide.Rules.Check(Folder.Document("{'invoice': {'total': '3'}}"), Folder.Day));
        Assert.Single(guide.Rules.Check(Folder.Document("{'invoice': {'total': '3'}, 'goods': [{'amount': '1'}, {'amount': '-4'}]}"), Folder.Day));
    }

    [Theory]
    [InlineData("registration", "'registered': '2024-12-31T23:59:59+07:00'", true)]
    [InlineData("registration", "'registered': '2025-01-01T00:00:00+07:00'", false)]
    [InlineData("registration", "'issued': '2024-01-01'", false)]
    [InlineData("issue", "'issued': '2024-01-01', 'registered': '2026-01-01'", true)]
    [InlineData("received", "'issued': '2024-01-01', 'registered': '2024-01-01'", false)]
    public void The_date_that_decides_picks_the_code(string decides, string dates, bool known)
    {
        var guide = ARuleTable.With(
            ARuleTable.Row("T-1; code; office; offices"),
            "{ 'code': 'T-1', 'pointer': 'office', 'set': { 'office': 'NO' } }",
            document: "'office': 'NEW'",
            more: $", \"dateDecides\": \"{decides}\"").Beside("codes/offices.csv", Offices).Load().Catalogue.Find(Folder.Id, Folder.Day)!;
        var found = guide.Rules.Check(Folder.Document($"{{'office': 'OLD', {dates}}}"), Folder.Day);
        Assert.Equal(known ? [] : ["T-1 office"], found.Select(finding => $"{finding.Code} {finding.Pointer}"));
        Assert.All(found, finding => Assert.Contains("since 2025-01-01 it is 'NEW'", finding.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_finding_names_the_place_in_the_senders_document()
    {
        var guide = ARuleTable.Loaded("T-1; required; goods/origin", "'reference': 'R'", "'pointer': 'goods[1]/origin', 'set': { 'goods[1]/hs': '85171300' }", "'set': { 'goods[1]/origin': 'JP' }");
        var document = ADeclaration.Import();
        document.Goods(2).Remove(document.Goods(2).Child("origin")!);
        document.Goods(2).Source = "/Invoice/InvoiceLine[2]";
        var finding = Assert.Single(guide.Rules.Check(document, Folder.Day));
        Assert.Equal(("goods[2]/origin", "/Invoice/InvoiceLine[2]", "it is wrong"), (finding.Pointer, finding.Path, finding.Message));
    }

    [Fact]
    public void A_text_longer_than_its_element_is_not_matched()
    {
        var guide = ARuleTable.Loaded("T-1; pattern; number; a", "'reference': 'R'", "'pointer': 'number', 'set': { 'number': 'b' }", "'set': { 'number': 'a' }");
        Assert.Empty(guide.Rules.Check(new Tree("declaration").With("number", new string('b', 1_000_000)), Folder.Day));
    }

    [Fact]
    public void A_hostile_document_gets_a_bounded_answer()
    {
        var guide = ARuleTable.Loaded("T-1; required; goods/origin", "'reference': 'R'", "'pointer': 'goods[1]/origin', 'set': { 'goods[1]/hs': '85171300' }", "'set': { 'goods[1]/origin': 'JP' }");
        var document = new Tree("declaration");
        for (var i = 0; i < 20_000; i++)
        {
            document.Add(new Tree("goods")).With("hs", "1");
        }

        Assert.Equal(1_001, guide.Rules.Check(document, Folder.Day).Count);
    }

    [Fact]
    public void A_declaration_is_held_to_the_rules_of_who_gets_it()
    {
        var (customs, others) = (Book("vn/vnaccs/import/2014:IDA"), Book("wco/dms2/dec/3.6:DEC"));
        var document = ADeclaration.Import().Set("number", "18GB9JLC3CU1LFGVR2").Set("direction", "IMA");
        Assert.Equal(["DEC-DIRECTION", "DEC-NUMBER"], customs.Check(document, Folder.Day).Select(finding => finding.Code));
        Assert.Empty(others.Check(document, Folder.Day));
    }

    private static RuleBook Book(string id) => Repository.Known.Find(id, Folder.Day)!.Rules;

    private const string Offices = "ours,theirs,since,until,successor\nOLD,OLD,,2025-01-01,NEW\nNEW,NEW,,,\nNEWER,NEWER,2024-06-01,,\n";

    private static void Lists(Folder folder) =>
        folder.Beside("codes/offices.csv", Offices).Beside("codes/nomenclature.csv", "ours,theirs,since,until\n85171200,85171200,,2022-01-01\n85171300,85171300,2022-01-01,\n");
}
