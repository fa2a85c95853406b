using System.Text;
using Gateway.Messages;
using Gateway.Tests.Samples;
using Xunit;

namespace Gateway.Tests.Messages;

public sealed class When_a_code_is_replaced
{
    private const string List = "ours,theirs,since,until,preferred,unconfirmed,successor,note\nold,A,,2026-06-01,,,B,one list\nnew,B,2026-06-01,,,yes,,the other\n";
    private static readonly DateOnly Before = new(2026, 5, 31);
    private static readonly DateOnly After = new(2026, 6, 1);

    private static Folder With(string csv) =>
        Folder.Xml("R\n  A = office code list", "R group 0 1 1\nR/A text 50 0 1").Beside("codes/list.csv", csv);

    private static Guideline On(DateOnly day) => With(List).Load().Catalogue.Find(Folder.Id, day)!.Guideline;

    private static Reading Read(DateOnly day) => On(day).Read(Encoding.UTF8.GetBytes("<R><A>A</A></R>"), ReadLimits.Default);

    private static Writing Write(string office, DateOnly day) => On(day).Write(Folder.Document($"{{'office':'{office}'}}"), new Tree("envelope"), new Tree("partner"));

    [Fact]
    public void An_old_message_is_read_on_its_old_day()
    {
        var reading = Read(Before);
        Assert.Empty(reading.Findings);
        Assert.Equal("old", reading.Document!.Value("office"));
    }

    [Fact]
    public void A_code_that_ended_is_refused_with_the_code_that_took_its_place()
    {
        var finding = Assert.Single(Read(After).Findings);
        Assert.Equal(("CODE-EXPIRED", "office", "'A' of code list list ended; since 2026-06-01 it is 'B'"), (finding.Code, finding.Pointer, finding.Message));
    }

    [Fact]
    public void A_word_whose_code_ended_is_not_written_as_its_successor_but_refused_with_it()
    {
        Assert.True(Write("old", Before).Ok);
        var finding = Assert.Single(Write("old", After).Findings, finding => finding.Code == "CODE-EXPIRED");
        Assert.EndsWith("since 2026-06-01 it is 'B'", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_word_the_list_never_had_is_unknown_as_before() =>
        Assert.Equal(["CODE-UNKNOWN"], Write("other", After).Findings.Select(finding => finding.Code));

    [Fact]
    public void Provenance_says_that_a_code_is_unconfirmed()
    {
        Assert.EndsWith("by code list list, unconfirmed", Assert.Single(Write("new", After).Provenance).Source, StringComparison.Ordinal);
        Assert.EndsWith("by code list list", Assert.Single(Write("old", Before).Provenance).Source, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,A,,2026-06-01,Z", "CODE-SUCCESSOR list.csv:2", "is not in the list")]
    [InlineData("a,A,,,B\nb,B,,,", "CODE-SUCCESSOR list.csv:2", "no end")]
    [InlineData("a,A,,2026-06-01,B\nb,B,,2026-06-01,", "CODE-SUCCESSOR list.csv:2", "does not hold on 2026-06-01")]
    [InlineData("a,A,,2026-06-01,B\nb,B,2026-07-01,,", "CODE-SUCCESSOR list.csv:2", "does not hold on 2026-06-01")]
    [InlineData("a,A,,2026-06-01,A", "CODE-SUCCESSOR-LOOP list.csv:2", "lead back")]
    [InlineData("a,A,,2026-06-01,B\nb,B,,2026-07-01,C\nc,C,,2026-06-15,A", "CODE-SUCCESSOR-LOOP list.csv:2", "lead back")]
    public void A_successor_that_cannot_be_right_is_found_before_any_message_exists(string rows, string code, string said)
    {
        var folder = With("ours,theirs,since,until,successor\n" + rows + "\n");
        Assert.Contains(code, folder.Check());
        Assert.Contains(folder.Load().Findings, finding => finding.Message.Contains(said, StringComparison.Ordinal));
    }

    [Fact]
    public void A_code_that_comes_back_after_its_successor_is_no_loop() =>
        Assert.Empty(With("ours,theirs,since,until,successor\na,A,,2026-01-01,B\nb,B,2026-01-01,2026-06-01,A\na,A,2026-06-01,,\n").Check());

    [Fact]
    public void A_word_that_is_neither_yes_nor_empty_is_no_flag() =>
        Assert.Contains("CODE-LIST list.csv:2", With("ours,theirs,unconfirmed\na,A,perhaps\n").Check());

    /// <summary>The offices were reorganised on 2025-03-01; which codes hold since is not published.</summary>
    [Theory]
    [InlineData("2025-02-28", "47NB", "by code list offices")]
    [InlineData("2025-03-01", "47NB", "by code list offices, unconfirmed")]
    [InlineData("2026-11-27", "06DS", "by code list offices, unconfirmed")]
    public void Offices_after_the_reorganisation_are_marked_as_unconfirmed(string day, string office, string source)
    {
        var guide = Repository.Known.Find("vn/vnaccs/import/2014:IDA", DateOnly.ParseExact(day, "yyyy-MM-dd", null))!;
        var writing = guide.Guideline.Write(Folder.Document($"{{'office':'{office}'}}"), new Tree("envelope"), new Tree("partner"));
        Assert.EndsWith(source, Assert.Single(writing.Provenance, leaf => leaf.Pointer == "office").Source, StringComparison.Ordinal);
    }

    [Fact]
    public void An_office_of_2026_is_unknown_on_a_day_before_the_reorganisation()
    {
        var guide = Repository.Known.Find("vn/vnaccs/import/2014:IDA", new DateOnly(2025, 2, 28))!;
        var writing = guide.Guideline.Write(Folder.Document("{'office':'06DS'}"), new Tree("envelope"), new Tree("partner"));
        Assert.Contains(writing.Findings, finding => finding.Code == "CODE-UNKNOWN" && finding.Pointer == "office");
    }

    [Theory]
    [InlineData("2026-06-01", "2026-06-01")]
    [InlineData("2026-06-02", "2026-06-01")]
    public void A_code_that_ends_before_it_begins_is_refused(string since, string until) =>
        Assert.Equal(["CODE-LIST list.csv:2"], With($"ours,theirs,since,until,successor\na,A,{since},{until},\n").Check());
}
