using Gateway.Host.Partners;

namespace Gateway.Host.Tests.Partners;

public sealed class When_a_partner_is_looked_up
{
    private static readonly Partner Customs = new()
    {
        Id = "customs", Transport = "soap", Address = "all", Families = ["where/who/import/1", "where/who/notice"],
        Addresses = new Dictionary<string, string> { ["where/who/import"] = "imports", ["where/who/import/2"] = "second", ["where/who/import/1:SPECIAL"] = "special" },
    };

    [Theory]
    [InlineData("where/who/notice/1:N", "all")]
    [InlineData("where/who/import/1:M", "imports")]
    [InlineData("where/who/import/2:M", "second")]
    [InlineData("where/who/import/1:SPECIAL", "special")]
    [InlineData("where/who/imports/1:M", "all")]
    public void The_closest_address_is_taken(string message, string address) => Assert.Equal(address, Customs.AddressOf(message));

    [Fact]
    public void Without_addresses_of_their_own_all_messages_go_to_one() => Assert.Equal("all", (Customs with { Addresses = new Dictionary<string, string>() }).AddressOf("where/who/import/1:M"));

    [Theory]
    [InlineData("where/who/import/1:M", true)]
    [InlineData("where/who/import:M", true)]
    [InlineData("where/who/import/2:M", false)]
    [InlineData("where/who/notice/7:N", true)]
    [InlineData("where/who/notice:N", true)]
    [InlineData("where/who/notices/1:N", false)]
    public void Who_speaks_a_message_is_known_with_its_version_and_without(string message, bool speaks) =>
        Assert.Equal(speaks, new PartnerBook(new PartnerFile { Partners = [Customs] }).Speaking(message) is not null);
}
