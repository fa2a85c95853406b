using System.Text;
using Gateway.Evidence;
using Xunit;

namespace Gateway.Tests.Evidence;

/// <summary>What is confidential goes, byte for byte; where that cannot be told, nothing leaves.</summary>
public sealed class When_confidential_places_are_blanked
{
    private static readonly ConfidentialPlace Id = new("So_CMT", 0, 0);
    private static readonly ConfidentialPlace Password = new("", 3, 4);

    [Theory]
    [InlineData("<a><So_CMT>0123</So_CMT><b>0123</b></a>", "<a><So_CMT>****</So_CMT><b>0123</b></a>")]
    [InlineData("<n:a><n:So_CMT x='>'>01</n:So_CMT><So_CMT/><So_CMT></So_CMT><So_CMT >9</So_CMT ></n:a>", "<n:a><n:So_CMT x='>****</n:So_CMT><So_CMT/><So_CMT></So_CMT><So_CMT >*</So_CMT ></n:a>")]
    [InlineData("\uFEFF <a><So_CMTX>1</So_CMTX><XSo_CMT>2</XSo_CMT>So_CMT</a>", "\uFEFF <a><So_CMTX>1</So_CMTX><XSo_CMT>2</XSo_CMT>So_CMT</a>")]
    [InlineData("<a><So_CMT>Nguyễn</So_CMT></a>", "<a><So_CMT>********</So_CMT></a>")]
    public void Elements_lose_their_text_and_nothing_else(string was, string becomes) => Assert.Equal(becomes, Text(was, "text/xml", Id));

    [Theory]
    [InlineData("<a>&lt;So_CMT&gt;0123&lt;/So_CMT&gt;</a>")]
    [InlineData("<a><So_CMT><![CDATA[0123]]></So_CMT></a>")]
    [InlineData("<a><So_CMT><!-- </So_CMT> -->0123</So_CMT></a>")]
    [InlineData("<a><So_CMT>0123")]
    [InlineData("{\"So_CMT\": 1}")]
    [InlineData("<\0a\0>\0")]
    [InlineData("")]
    public void What_could_hide_an_element_is_withheld(string text) => Assert.Null(Text(text, "text/xml", Id));

    [Fact]
    public void A_stretch_of_a_fixed_layout_is_blanked_also_inside_a_signed_mail()
    {
        Assert.Equal("012****789", Text("0123456789", "text/plain", Password));
        Assert.Equal(
            "--b\r\nContent-Type: text/plain\r\n\r\n012****789\r\n--b\r\n\r\n0123456789",
            Text("--b\r\nContent-Type: text/plain\r\n\r\n0123456789\r\n--b\r\n\r\n0123456789", "multipart/signed; boundary=b", Password));
    }

    [Theory]
    [InlineData("012345", "text/plain")]
    [InlineData("--b\r\nContent-Transfer-Encoding: Base64\r\n\r\n0123456789", "multipart/signed; boundary=b")]
    [InlineData("--b\r\nContent-Type: text/plain\r\n0123456789", "multipart/signed; boundary=b")]
    public void A_stretch_that_cannot_be_found_withholds_the_message(string text, string type) => Assert.Null(Text(text, type, Password));

    [Fact]
    public void Stretches_are_listed_so_that_it_can_be_seen_what_was_blanked()
    {
        var (bytes, stretches) = Redaction.Of("<a><So_CMT>01</So_CMT><So_CMT>234</So_CMT></a>"u8.ToArray(), "text/xml", [Id])!.Value;

        Assert.Equal([[11, 2], [30, 3]], stretches);
        Assert.All(stretches, stretch => Assert.All(bytes[(int)stretch[0]..(int)(stretch[0] + stretch[1])], one => Assert.Equal(Redaction.Blank, one)));
    }

    private static string? Text(string text, string type, ConfidentialPlace place) =>
        Redaction.Of(Encoding.UTF8.GetBytes(text), type, [place]) is { } blanked ? Encoding.UTF8.GetString(blanked.Bytes) : null;
}
