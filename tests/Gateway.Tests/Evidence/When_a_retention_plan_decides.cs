using System.Text;
using Gateway.Evidence;
using Gateway.Tests.Tidy;
using Xunit;

namespace Gateway.Tests.Evidence;

public sealed class When_a_retention_plan_decides
{
    private static readonly DateTimeOffset Now = new(2026, 11, 27, 0, 0, 0, TimeSpan.Zero);

    private const string Sample =
        """
        {
          "format": "gateway-retention/1",
          "classes": [
            { "class": "customs", "days": 100, "unconfirmed": false, "basis": "a test", "messages": [ { "message": "vn/customs" } ] },
            { "class": "receipts", "days": 200, "unconfirmed": false, "basis": "a test", "messages": [ { "message": "vn/customs/receipt/1:R" } ] },
            { "class": "payments", "days": 1, "unconfirmed": true, "basis": "nobody knows", "messages": [ { "message": "vn/bank" } ] },
            { "class": "files", "days": 30, "unconfirmed": false, "basis": "a test", "messages": [ { "direction": "in", "channel": "rest" } ] }
          ]
        }
        """;

    [Theory]
    [InlineData("vn/customs/import/1:IDA", 100, "customs", "")]
    [InlineData("vn/customs/import/1:IDA", 99, "customs", "Young")]
    [InlineData("vn/customs/receipt/1:R", 150, "receipts", "Young")]
    [InlineData("vn/customs/receipt/1:R", 200, "receipts", "")]
    [InlineData("vn/customs", 100, "customs", "")]
    [InlineData("vn/customsother/1:X", 900, "", "Unclassified")]
    [InlineData("", 900, "", "Unclassified")]
    [InlineData("vn/bank/payment/3.0:301", 900, "payments", "Unconfirmed")]
    public void A_message_goes_when_the_longest_of_its_classes_is_over(string message, int days, string named, string reasons)
    {
        var decision = Plan().Decide(new KeptItem(message, "in", "soap", Now.AddDays(-days), []), Now);

        Assert.Equal((named, reasons, reasons.Length == 0), (decision.Class, string.Join(' ', decision.Reasons), decision.MayGo));
    }

    [Fact]
    public void A_pattern_without_a_message_goes_by_direction_and_channel()
    {
        Assert.True(Plan().Decide(new KeptItem("", "in", "rest", Now.AddDays(-31), []), Now).MayGo);
        Assert.Equal([SpareReason.Unclassified], Plan().Decide(new KeptItem("", "out", "rest", Now.AddDays(-31), []), Now).Reasons);
        Assert.Equal([SpareReason.Unclassified], Plan().Decide(new KeptItem("", "in", "soap", Now.AddDays(-31), []), Now).Reasons);
    }

    [Fact]
    public void A_class_that_is_not_confirmed_wins_over_every_other()
    {
        var plan = Plan(Sample.Replace("\"vn/bank\"", "\"vn/customs\"", StringComparison.Ordinal));

        Assert.Equal([SpareReason.Unconfirmed], plan.Decide(new KeptItem("vn/customs/import/1:IDA", "in", "soap", Now.AddDays(-900), []), Now).Reasons);
    }

    [Fact]
    public void Whatever_spares_a_message_wins_over_the_plan()
    {
        foreach (var reason in Enum.GetValues<SpareReason>())
        {
            var decision = Plan().Decide(new KeptItem("vn/customs", "in", "soap", Now.AddDays(-900), [reason]), Now);
            Assert.Equal((false, "customs"), (decision.MayGo, decision.Class));
            Assert.Equal([reason], decision.Reasons);
        }
    }

    [Fact]
    public void A_plan_of_no_class_lets_nothing_go() =>
        Assert.Equal([SpareReason.Unclassified], Plan("""{"format":"gateway-retention/1","classes":[]}""").Decide(new KeptItem("vn/customs", "in", "soap", DateTimeOffset.UnixEpoch, []), Now).Reasons);

    [Fact]
    public void The_plan_of_the_page_is_one_and_lets_nothing_go_until_somebody_confirms_it()
    {
        var page = Repository.File("README.md").Text;
        var begin = page.IndexOf("{ \"format\": \"gateway-retention/1\"", StringComparison.Ordinal);

        var plan = Plan(page[begin..page.IndexOf("```", begin, StringComparison.Ordinal)]);

        Assert.NotEmpty(plan.Classes);
        Assert.All(plan.Classes, one => Assert.True(one.Unconfirmed, one.Class));
    }

    [Fact]
    public void What_is_kept_of_a_plan_reads_as_the_plan() =>
        Assert.Equal(Plan().ToJson(), RetentionPlan.Parse(Encoding.UTF8.GetBytes(Plan().ToJson()), [])!.ToJson());

    [Theory]
    [InlineData("\"days\": 100", "\"days\": 0")]
    [InlineData("\"days\": 100", "\"days\": -1")]
    [InlineData("\"days\": 100", "\"days\": 1000000")]
    [InlineData("\"days\": 100", "\"days\": \"100\"")]
    [InlineData("\"days\": 100, \"unconfirmed\": false", "\"days\": 100")]
    [InlineData("\"days\": 100", "\"days\": 100, \"days\": 1")]
    [InlineData("\"days\": 100", "\"days\": 100, \"purge\": true")]
    [InlineData("\"days\": 100, ", "")]
    [InlineData("\"class\": \"receipts\"", "\"class\": \"customs\"")]
    [InlineData("\"class\": \"customs\"", "\"class\": \"\"")]
    [InlineData("\"basis\": \"a test\"", "\"basis\": \"\"")]
    [InlineData("{ \"message\": \"vn/customs\" }", "")]
    [InlineData("{ \"message\": \"vn/customs\" }", "{}")]
    [InlineData("{ \"message\": \"vn/customs\" }", "null")]
    [InlineData("{ \"message\": \"vn/customs\" }", "{ \"message\": null }")]
    [InlineData("\"direction\": \"in\"", "\"direction\": \"inn\"")]
    [InlineData("gateway-retention/1", "gateway-retention/2")]
    [InlineData("\"classes\"", "\"class\"")]
    public void A_plan_that_could_mean_something_else_is_refused(string part, string other)
    {
        var at = Sample.IndexOf(part, StringComparison.Ordinal);
        var faults = new List<Finding>();

        Assert.Null(RetentionPlan.Parse(Encoding.UTF8.GetBytes(Sample[..at] + other + Sample[(at + part.Length)..]), faults));

        Assert.All(faults, fault => Assert.Equal(EvidenceCodes.Plan, fault.Code));
        Assert.NotEmpty(faults);
    }

    [Theory]
    [InlineData("\"days\": 100, \"unconfirmed\": false", "\"days\": 100", "$.classes[0]")]
    [InlineData("\"days\": 100", "\"days\": 100, \"purge\": true", "$.classes[0].purge")]
    [InlineData("\"days\": 100", "\"days\": \"100\"", "$.classes[0].days")]
    [InlineData("{ \"message\": \"vn/customs\" }", "{ \"mesage\": \"vn/customs\" }", "$.classes[0].messages[0].mesage")]
    [InlineData("\"classes\": [", "\"classes\": ", "$.classes")]
    public void A_plan_that_is_none_is_refused_with_the_place(string part, string other, string place)
    {
        var at = Sample.IndexOf(part, StringComparison.Ordinal);
        var faults = new List<Finding>();
        Assert.Null(RetentionPlan.Parse(Encoding.UTF8.GetBytes(Sample[..at] + other + Sample[(at + part.Length)..]), faults));
        Assert.Equal(place, Assert.Single(faults).Path);
    }

    private static RetentionPlan Plan(string json = Sample)
    {
        var faults = new List<Finding>();
        var plan = RetentionPlan.Parse(Encoding.UTF8.GetBytes(json), faults);
        Assert.Empty(faults);
        return plan!;
    }
}
