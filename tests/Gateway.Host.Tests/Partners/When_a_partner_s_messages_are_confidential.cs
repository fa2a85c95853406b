using System.Text.Json;
using Gateway.Adapters;
using Gateway.Host.Exchange;
using Gateway.Host.Partners;
using Gateway.Host.Verbs;

namespace Gateway.Host.Tests.Partners;

/// <summary>Whose bytes are encrypted is said by what the adapters know of their messages; a partner file can only ask for more.</summary>
public sealed class When_a_partner_s_messages_are_confidential
{
    private static readonly CatalogueLoad Adapters = CatalogueFolder.Read(GatewayRig.Root);

    [Theory]
    [InlineData("vn/vnaccs/import/2014", null, true)]              // names a place
    [InlineData("vn/bank/debit-order", null, true)]                // one of its messages does
    [InlineData("enterprise/ubl/invoice/2.1", null, true)]         // says nothing
    [InlineData("asean/asw", null, false)]                         // says that there is none
    [InlineData("asean/asw", true, true)]
    [InlineData("asean/asw", false, false)]
    [InlineData("", null, true)]                                   // nobody knows what it sends
    [InlineData("", false, false)]
    public void Its_bytes_are_encrypted_unless_it_is_known_that_they_need_not_be(string family, bool? said, bool encrypted) =>
        Assert.Equal(encrypted, new Confidentiality(new AdapterShelf(Adapters), Book(family, said)).Covers("somebody"));

    [Fact]
    public void Bytes_of_somebody_nobody_knows_are_encrypted() => Assert.True(new Confidentiality(new AdapterShelf(Adapters), Book("asean/asw", false)).Covers("another"));

    [Theory]
    [InlineData("vn/vnaccs/import/2014", "vn/vnaccs/import/2014:IDA holds a credential or a personal number in PASSWORD")]
    [InlineData("vn/bank", "vn/bank/debit-order/3.1:304 holds a credential or a personal number in Customs/Document/Data/ThongTinGiaoDich/NguoiNopTien/So_CMT, ")]
    [InlineData("wco/dms2/dec/3.6", "the adapter of wco/dms2/dec/3.6:DEC does not say")]
    public void Asking_for_clear_bytes_of_such_a_message_is_refused_with_partner_message_and_place(string family, string why)
    {
        var refused = Assert.Throws<InvalidDataException>(() => Confidentiality.Require(Adapters.Catalogue, Book(family, false)));
        Assert.StartsWith("PARTNER-SEAL partner somebody says \"seal\": false, but ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Confidentiality.Require(Adapters.Catalogue, Book(family, null));
        Confidentiality.Require(Adapters.Catalogue, Book(family, true));
    }

    [Fact]
    public void Clear_bytes_may_be_asked_for_where_every_message_says_that_it_has_no_such_place() => Confidentiality.Require(Adapters.Catalogue, Book("asean/asw", false));

    // Through the file, as it is read.
    private static PartnerBook Book(string family, bool? said)
    {
        var (families, seal) = (family.Length == 0 ? "[]" : $"[\"{family}\"]", said is { } word ? $", \"seal\": {(word ? "true" : "false")}" : "");
        return new PartnerBook(JsonSerializer.Deserialize<PartnerFile>($$"""{ "partners": [{ "id": "somebody", "families": {{families}}{{seal}} }] }""", JsonSerializerOptions.Web)!);
    }
}
