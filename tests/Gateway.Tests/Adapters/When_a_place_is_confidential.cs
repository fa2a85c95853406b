using Gateway.Adapters;
using Gateway.Tests.Messages;
using Gateway.Tests.Samples;
using Xunit;

namespace Gateway.Tests.Adapters;

/// <summary>What stands in a confidential place is not repeated by what is said of a message, and never read into what is kept in clear.</summary>
public sealed class When_a_place_is_confidential
{
    private const string Secret = "079188123456";
    private const string Table = "R group 0 1 1\nR/T code 9 1 1\nR/P group 0 0 1\nR/P/A text 50 0 1\nR/B text 5 0 1";
    private const string More = "\"recognise\": {\"R/T\": \"one\"}, \"confidential\": [\"R/P/A\"]";

    [Theory]
    [InlineData("in", "P\n    A = reference", true)]
    [InlineData("both", "P\n    A = reference", true)]
    [InlineData("in", "P\n    A -> reference", true)]
    [InlineData("out", "P\n    A = reference", false)]
    [InlineData("both", "P\n    A <- reference", false)]
    [InlineData("in", "P\n    ignore A not needed", false)]
    public void It_is_not_read_into_what_is_kept(string direction, string line, bool refused)
    {
        var load = Folder.Xml($"R\n  T = 'one'\n  {line}\n  B = number", Table, direction: direction, more: More).Load();
        Assert.Equal(refused, load.Findings.Any(finding => finding.Code == "ADAPTER-CONFIDENTIAL" && finding.Message.Contains("kept in clear", StringComparison.Ordinal)));
    }

    [Fact]
    public void An_event_does_not_tell_it()
    {
        var load = Folder.Xml("R\n  T = 'one'\n  P\n    A = reference\n  B = number", Table, direction: "out", more: More + ", \"events\": [{\"event\": \"Registered\", \"with\": [\"reference\"]}]").Load();
        Assert.Contains(load.Findings, finding => finding.Code == "ADAPTER-CONFIDENTIAL" && finding.Pointer == "reference");
    }

    [Fact]
    public void A_finding_at_the_place_names_it_and_not_the_value()
    {
        var guide = Guide();
        foreach (var finding in new[]
        {
            Finding.Error("DOC-LONG", "reference", "", $"'{Secret}' is too long"),
            Finding.Error("XML-VALUE", "", "R/P[1]/A", $"'{Secret[..6]}' is wrong"),
            Finding.Error("XML-VALUE", "", "R/x:P/x:A", $"'{Secret}' is wrong"),
        })
        {
            var hushed = Assert.Single(guide.Discretion.Hush([finding], []));
            Assert.Equal((finding.Code, finding.Pointer, finding.Path, Discretion.Untold), (hushed.Code, hushed.Pointer, hushed.Path, hushed.Message));
        }
    }

    [Fact]
    public void The_value_is_blanked_wherever_else_it_is_quoted()
    {
        var hushed = Assert.Single(Guide().Discretion.Hush([Finding.Error("MAP-UNREAD", "number", "R/B", $"'{Secret} 12' is not read")], [Secret, "12"]));
        Assert.Equal("'*** 12' is not read", hushed.Message);
    }

    [Fact]
    public void Where_the_places_could_not_be_found_nothing_is_quoted()
    {
        var hushed = Assert.Single(Guide().Discretion.Hush([Finding.Error("MAP-UNREAD", "number", "R/B", $"'{Secret}' is not read; '5' is expected")], null));
        Assert.Equal("'***' is expected", hushed.Message);
    }

    [Fact]
    public void What_is_not_confidential_is_said_as_it_is()
    {
        Finding[] findings = [Finding.Error("DOC-LONG", "number", "R/B", "'123456' is too long")];
        Assert.Equal(findings, Guide().Discretion.Hush(findings, []));
        Assert.Same(findings, Discretion.None.Hush(findings, [Secret]));
    }

    [Fact]
    public void The_debit_order_keeps_account_and_identity_to_itself()
    {
        var order = Assert.Single(Catalogue.Load(Repository.Files).Catalogue.Messages, guide => guide.Id == "vn/bank/debit-order/3.1:304");
        Assert.True(order.Discretion.Covers("account/number"));
        Assert.True(order.Discretion.Covers("payerIdentity/identity"));
        Assert.False(order.Discretion.Covers("payerIdentity/taxCode"));
    }

    private static MessageGuide Guide() =>
        Assert.Single(Folder.Xml("R\n  T = 'one'\n  P\n    A = reference\n  B = number", Table, direction: "out", more: More).Load().Catalogue.Messages);
}
