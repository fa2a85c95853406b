using System.Text;
using Gateway.Signatures;
using Xunit;

namespace Gateway.Tests.Signatures;

/// <summary>The documents that are signed, and the careful knife that cuts them.</summary>
internal static class Papers
{
    public const string Payment =
        "<Customs><Header><Message_Type>301</Message_Type></Header><Data><Amount>1000</Amount><Note code=\"a\">x</Note></Data></Customs>";

    public const string Document =
        "<Customs><Document Id=\"TCHQ\"><Header><Message_Type>304</Message_Type></Header><Data><Amount>1000</Amount></Data></Document></Customs>";

    public const string Declaration =
        "<d:Declaration xmlns:d=\"urn:example:declaration\" xmlns:x=\"urn:example:unused\" version=\"1\"><d:Amount currency=\"VND\">1000</d:Amount></d:Declaration>";

    public static SignatureProfile Enveloped => KnownProfiles.Of("enveloped-c14n-comments-sha1");

    public static SignatureProfile ById => KnownProfiles.Of("document-by-id-sha1");

    public static SignatureProfile Exclusive => KnownProfiles.Of("enveloped-exclusive-sha256");

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    /// <summary>The honest document of a profile, signed by the bank.</summary>
    public static string Signed(SignatureProfile profile) => Text(XmlSignatures.Sign(Bytes(Of(profile)), profile, SigningKey.Of(Signers.Bank)));

    public static string Of(SignatureProfile profile) =>
        profile.Root == "Customs" && profile.SignedElement is null ? Payment : profile.Placement == SignaturePlacement.Enveloped ? Declaration : Document;

    /// <summary>Replaces the first occurrence; an attack that changes nothing would prove nothing.</summary>
    public static string Cut(this string text, string old, string replacement)
    {
        var at = text.IndexOf(old, StringComparison.Ordinal);
        Assert.True(at >= 0, $"nothing to attack: {old}");
        return text[..at] + replacement + text[(at + old.Length)..];
    }

    /// <summary>What stands from one mark to another, both included.</summary>
    public static string Slice(this string text, string from, string to)
    {
        var start = text.IndexOf(from, StringComparison.Ordinal);
        var end = text.IndexOf(to, start, StringComparison.Ordinal) + to.Length;
        return text[start..end];
    }

    public static string Signature(this string text) => text.Slice("<Signature ", "</Signature>");
}
