using Gateway.Adapters;
using Gateway.Tests.Messages;
using Repository = Gateway.Tests.Samples.Repository;

namespace Gateway.Tests.Adapters;

/// <summary>Each thing that can be wrong with a table of rules, planted, is found with its file and line.</summary>
public sealed class When_rules_are_loaded
{
    private const string Right = "T-1; required; number";

    /// <summary>What is found, and the row planted on line 3, below a right one.</summary>
    public static TheoryData<string, string> Planted => new()
    {
        { "RULE-KIND", "T-2; requires; number" },
        { "RULE-NOUN", "T-2; required; numero" },
        { "RULE-NOUN", "T-2; required; number, goods/numero" },
        { "RULE-TWICE", "T-1; required; office" },
        { "RULE-CODE", "t-2; required; office" },
        { "RULE-CODE", "T; required; office" },
        { "RULE-CODE", "T--2; required; office" },
        { "RULE-ARGUMENT", "T-2; required; office; yes" },
        { "RULE-ARGUMENT", "T-2; pattern; office; [" },
        { "RULE-ARGUMENT", "T-2; pattern; office; a)|(?:b" },
        { "RULE-ARGUMENT", @"T-2; pattern; office; (.)\1" },
        { "RULE-ARGUMENT", "T-2; pattern; office; (?=a)a" },
        { "RULE-ARGUMENT", "T-2; pattern; office; ((a{200}){200}){200}" },
        { "RULE-ARGUMENT", "T-2; pattern; office; a{99999999}" },
        { "RULE-ARGUMENT", "T-2; pattern; office" },
        { "RULE-ARGUMENT", "T-2; pattern; goods; a" },
        { "RULE-ARGUMENT", "T-2; length; office; 4..2" },
        { "RULE-ARGUMENT", "T-2; length; office; four" },
        { "RULE-ARGUMENT", "T-2; values; revision; A|B" },
        { "RULE-ARGUMENT", "T-2; values; direction; IM||EX" },
        { "RULE-ARGUMENT", "T-2; sum; invoice/total; goods/hs" },
        { "RULE-ARGUMENT", "T-2; sum; invoice/total; grossMass" },
        { "RULE-ARGUMENT", "T-2; sum; goods/amount; goods/price" },
        { "RULE-ARGUMENT", "T-2; sum; invoice/total; goods/amount within little" },
        { "RULE-ARGUMENT", "T-2; check-digit; number; luhn" },
        { "RULE-ARGUMENT", "T-2; hs; goods/hs; eight" },
        { "RULE-ARGUMENT", "T-2; hs; goods/hs; 8 nomenclature" },
        { "RULE-ARGUMENT", "T-2; code; office; offices" },
        { "RULE-ARGUMENT", "T-2; one-of; number; exactly one" },
        { "RULE-ARGUMENT", "T-2; one-of; number, goods/hs; exactly one" },
        { "RULE-ARGUMENT", "T-2; one-of; number, office; one" },
        { "RULE-WHEN", "T-2; required; office; ; number" },
        { "RULE-WHEN", "T-2; required; office; ; number = 1" },
        { "RULE-WHEN", "T-2; required; office; ; numero present" },
        { "RULE-WHEN", "T-2; required; office; ; number present or number absent" },
        { "RULE-WHEN", "T-2; required; office; ; importer is A" },
        { "RULE-WHEN", "T-2; required; office; ; goods/hs is 85171300" },
        { "RULE-WHEN", "T-2; required; goods/hs; ; goods/tax/type is A" },
        { "RULE-UNREACHABLE", "T-2; required; office; ; number present and number absent" },
        { "RULE-UNREACHABLE", "T-2; required; office; ; direction is IM and direction is EX" },
        { "RULE-UNREACHABLE", "T-2; required; office; ; direction is IM and direction is not IM|EX" },
        { "RULE-UNREACHABLE", "T-2; required; office; ; direction is IMPORT" },
        { "RULE-UNREACHABLE", "T-2; required; office; ; revision is A" },
        { "RULE-UNREACHABLE", "T-2; required; office; ; office present" },
        { "RULE-UNREACHABLE", "T-2; forbidden; office; ; office absent" },
        { "RULE-UNREACHABLE", "T-2; values; direction; IM|EX; direction is IM" },
    };

    [Theory]
    [MemberData(nameof(Planted))]
    public void A_row_that_is_wrong_is_named(string code, string row) =>
        Assert.Contains($"{code} rules.tsv:3", ARuleTable.Wrong(ARuleTable.Row(Right) + ARuleTable.Row(row)));

    [Theory]
    [InlineData("RULE-SEVERITY", "T-2\trequired\toffice\t\t\tfatal\tm\ts")]
    [InlineData("RULE-SOURCE", "T-2\trequired\toffice\t\t\terror\tm\t")]
    [InlineData("RULE-SOURCE", "T-2\trequired\toffice\t\t\terror\t\ts")]
    [InlineData("TABLE-ROW", "T-2\trequired\toffice")]
    public void A_rule_says_how_much_it_weighs_and_who_says_so(string code, string row) =>
        Assert.Contains($"{code} rules.tsv:3", ARuleTable.Wrong(ARuleTable.Row(Right) + row + "\n"));

    /// <summary>The rule is <c>required number</c> when the office is absent; the right document has one.</summary>
    [Theory]
    [InlineData("", "no case provokes T-1|no case shows T-1 looking and finding nothing")]
    [InlineData("{ 'code': 'T-1', 'pointer': 'number', 'remove': ['office'] }", "no case shows T-1 looking and finding nothing")]
    [InlineData("{ 'code': 'T-1', 'pointer': 'number', 'remove': ['office'] }, { 'code': 'T-1' }", "no case shows T-1 looking and finding nothing")]
    [InlineData("{ 'code': 'T-1', 'remove': ['office'], 'set': { 'number': '1' } }", "no case provokes T-1")]
    [InlineData("{ 'code': 'T-1', 'pointer': 'office', 'remove': ['office'] }, { 'code': 'T-1', 'remove': ['office'], 'set': { 'number': '1' } }", "T-1 is not broken at office, but at number|no case provokes T-1")]
    [InlineData("{ 'code': 'T-1', 'pointer': 'number' }, { 'code': 'T-1', 'remove': ['office'], 'set': { 'number': '1' } }", "T-1 is not broken at number|no case provokes T-1")]
    [InlineData("{ 'code': 'T-1', 'pointer': 'number', 'remove': ['office'] }, { 'code': 'T-1', 'remove': ['office'], 'set': { 'number': '1' } }, { 'code': 'T-1', 'remove': ['office'] }", "T-1 is broken at number, and should hold")]
    [InlineData("{ 'code': 'T-1', 'pointer': 'number', 'remove': ['office'] }, { 'code': 'T-1', 'remove': ['office'], 'set': { 'number': '1' } }, { 'code': 'T-1', 'remove': ['marks'] }", "T-1: there is no marks to remove")]
    [InlineData("{ 'code': 'T-1', 'pointer': 'number', 'remove': ['office'] }, { 'code': 'T-1', 'remove': ['office'], 'set': { 'number': '1' } }, { 'code': 'T-1', 'set': { 'goods[0]/hs': '1' } }", "T-1: 'goods[0]/hs' is no place to set to '1'")]
    [InlineData("{ 'code': 'T-1', 'pointer': 'number', 'remove': ['office'] }, { 'code': 'T-1', 'remove': ['office'], 'set': { 'number': '1' } }, { 'code': 'T-9', 'pointer': 'number' }", "the table has no rule T-9")]
    [InlineData("{ 'code': 'T-1', 'pointer': 'number', 'remove': ['office'] }, { 'code': 'T-1', 'remove': ['office'], 'set': { 'number': '1' } }, { 'code': 'T-1', 'sett': {} }", "'sett' is not a field here")]
    public void A_rule_nobody_has_seen_bite_and_hold_is_refused(string cases, string said)
    {
        var load = ARuleTable.With(ARuleTable.Row("T-1; required; number; ; office absent"), cases, document: "'reference': 'R', 'office': 'X'").Load();
        Assert.Equal(said.Split('|').Order(), load.Findings.Select(finding => finding.Message).Order());
        Assert.All(load.Findings, finding => Assert.True(finding.Line > 0, finding.ToString()));
        Assert.Empty(load.Catalogue.Messages);
    }

    [Theory]
    [InlineData("'reference': 'R'", "the document breaks T-1 at number: it is wrong")]
    [InlineData("'reference': 'R', 'number': '1', 'colour': 'red'", "the document: JSON-UNKNOWN colour")]
    public void The_right_document_is_right(string document, string said) =>
        Assert.Contains(ARuleTable.With(ARuleTable.Row(Right), "", document: document).Load().Findings, finding => finding.Code == "RULE-CASE" && finding.Message.StartsWith(said, StringComparison.Ordinal));

    [Fact]
    public void A_table_without_cases_is_refused()
    {
        var files = ARuleTable.With(ARuleTable.Row(Right)).Bytes();
        files.Remove($"{Folder.Base}/rules.cases.json");
        var load = Catalogue.Load(files);
        Assert.Contains(load.Findings, finding => finding is { Code: "RULE-NO-CASE", Path: $"{Folder.Base}/rules.tsv" });
        Assert.Empty(load.Catalogue.Messages);
    }

    [Fact]
    public void A_table_that_is_not_there_or_has_another_name_is_refused()
    {
        Assert.Contains("RULE-TABLE adapter.json:2", Folder.Xml("M\n  @a = reference\n", "M group 0 1 1\nM/@a text 35 0 1", more: "\"rules\": [\"rules.tsv\"]").Check());
        Assert.Contains("RULE-TABLE adapter.json:2", Folder.Xml("M\n  @a = reference\n", "M group 0 1 1\nM/@a text 35 0 1", more: "\"rules\": [\"M.map\"]").Check());
    }

    [Fact]
    public void Codes_of_a_day_need_to_know_which_day() =>
        Assert.Contains("RULE-DATE adapter.json:2", ARuleTable.With(
            ARuleTable.Row("T-1; hs; goods/hs; 8"),
            "{ 'code': 'T-1', 'pointer': 'goods[1]/hs', 'set': { 'goods[1]/hs': '851713' } }, { 'code': 'T-1', 'set': { 'goods[1]/hs': '85171300' } }").Check());

    [Fact]
    public void A_table_no_message_names_is_found() =>
        Assert.Contains("RULE-UNUSED more.rules.tsv:0", ARuleTable.With(ARuleTable.Row(Right)).Beside("more.rules.tsv", "code\n").Check());

    [Fact]
    public void A_code_stands_in_one_table_of_the_catalogue()
    {
        var folder = Two("adapters/x/test/other/1");
        Assert.Contains(folder.Load().Findings, finding => finding.Code == "RULE-TWICE" && finding.Message == "T-1 is a rule of adapters/x/test/family/1/rules.tsv too");
    }

    [Fact]
    public void A_rule_keeps_its_code_in_the_next_version() => Assert.Empty(Two("adapters/x/test/family/2").Load().Findings);

    [Fact]
    public void A_broken_table_in_a_catalogue_in_force_changes_nothing()
    {
        var right = Two("adapters/x/test/family/2").Load().Catalogue;
        var wrong = Two("adapters/x/test/family/2").With("adapters/x/test/family/2/rules.tsv", "code\n");
        var load = Catalogue.Load(wrong.Bytes(), right);
        Assert.Equal(["x/test/family/2"], load.Refused);
        Assert.All(load.Catalogue.Messages, guide => Assert.Single(guide.Rules.Rules));
    }

    [Fact]
    public void Every_rule_here_has_its_cases_and_its_own_code()
    {
        Assert.Empty(Repository.Load.Findings.Select(finding => finding.ToString()));
        var tables = Repository.Known.Messages.SelectMany(guide => guide.Rules.Rules).Distinct().ToList();
        Assert.Equal(tables.Count, tables.Select(rule => rule.Code).Distinct().Count());
        Assert.Superset(new HashSet<string> { "DEC-NUMBER", "DEC-DIRECTION", "DEC-REQUIRED", "DEC-SCALE" }, tables.Select(rule => rule.Code).ToHashSet());
    }

    [Fact]
    public void A_case_taken_from_a_table_here_is_missed()
    {
        const string cases = "adapters/vn/vnaccs/declaration.rules.cases.json";
        foreach (var code in Repository.Known.Messages.SelectMany(guide => guide.Rules.Rules).Where(rule => rule.File == "adapters/vn/vnaccs/declaration.rules.tsv").Select(rule => rule.Code).Distinct())
        {
            var text = System.Text.Encoding.UTF8.GetString(Repository.Files[cases].Span);
            var left = string.Join('\n', text.Split('\n').Where(line => !line.Contains($"\"code\": \"{code}\"", StringComparison.Ordinal))).Replace("},\n  ]", "}\n  ]", StringComparison.Ordinal);
            var files = new Dictionary<string, ReadOnlyMemory<byte>>(Repository.Files) { [cases] = System.Text.Encoding.UTF8.GetBytes(left) };
            Assert.Contains($"no case provokes {code}", Catalogue.Load(files).Findings.Where(finding => finding.Code == "RULE-NO-CASE").Select(finding => finding.Message));
        }
    }

    // The family of the tests, and the same with its rules in another folder.
    private static Folder Two(string other)
    {
        const string cases = "{ 'code': 'T-1', 'pointer': 'number', 'remove': ['number'] }";
        var folder = ARuleTable.With(ARuleTable.Row(Right), cases, document: "'number': '1'");
        foreach (var (file, bytes) in folder.Bytes().Where(each => each.Key.StartsWith(Folder.Base, StringComparison.Ordinal)))
        {
            folder.With(other + file[Folder.Base.Length..], System.Text.Encoding.UTF8.GetString(bytes.Span).Replace(Folder.Base["adapters/".Length..], other["adapters/".Length..], StringComparison.Ordinal));
        }

        return folder;
    }
}
