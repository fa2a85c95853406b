namespace Gateway.Signatures;

/// <summary>The profiles that are not data: what S/MIME itself says. Those for XML stand below <c>adapters/signatures/</c>.</summary>
public static class SignatureProfiles
{
    private const int LongestId = 64;
    /// <summary>S/MIME <c>multipart/signed</c> with a detached PKCS#7 of SHA-1, end certificate only.</summary>
    public static SignatureProfile DetachedCmsSha1 { get; } =
        new("cms-detached-sha1", SignaturePlacement.DetachedCms, "", "1.2.840.113549.1.1.5", "1.3.14.3.2.26", []) { DigestBytes = 20 };

    /// <summary>A plain ASCII name, so that no escaping can make two spellings of one id.</summary>
    internal static bool IsId(string text) =>
        text.Length is > 0 and <= LongestId
        && (char.IsAsciiLetter(text[0]) || text[0] == '_')
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.');
}
