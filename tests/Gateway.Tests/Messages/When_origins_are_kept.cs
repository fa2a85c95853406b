using Gateway.Messages;

namespace Gateway.Tests.Messages;

/// <summary>Where nouns came from is kept apart from the document and put back; pointers are those that findings use.</summary>
public sealed class When_origins_are_kept
{
    [Fact]
    public void A_noun_that_may_repeat_is_numbered_even_when_it_stands_once()
    {
        var document = Document();
        Assert.Equal(
            ["reference from Invoice/ID", "goods[1]/amount from Invoice/InvoiceLine/LineExtensionAmount", "goods[1]/origin from facts:goods[1]/origin", "goods[2]/amount from "],
            Origins.Of(document).Select(origin => $"{origin.Pointer} from {origin.Source}"));
        Assert.Equal("20", Origins.Values(document)["goods[2]/amount"]);
    }

    [Fact]
    public void What_was_kept_is_put_back_and_nothing_else()
    {
        var kept = Origins.Of(Document());
        var later = Document();
        later.At("goods")!.Source = "somewhere";
        later.Set("marks", "NEW", "/marks");
        Origins.Restore(later, kept);

        Assert.Equal(kept, Origins.Of(later).Where(origin => origin.Pointer != "marks"));
        Assert.Null(later.At("marks")!.Source);
    }

    private static Tree Document()
    {
        var document = new Tree("declaration");
        document.Add(new Tree("reference", "R1", "Invoice/ID"));
        var first = document.Add(new Tree("goods"));
        first.Add(new Tree("amount", "10", "Invoice/InvoiceLine/LineExtensionAmount"));
        first.Add(new Tree("origin", "VN", "facts:goods[1]/origin"));
        document.Add(new Tree("goods")).Add(new Tree("amount", "20"));
        return document;
    }
}
