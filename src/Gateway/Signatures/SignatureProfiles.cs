namespace Gateway.Signatures;

/// <summary>The profiles an adapter may name.</summary>
public static class SignatureProfiles
{
    private const int LongestId = 64;
    private const string CanonicalWithComments = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments";
    private const string CanonicalExclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";
    private const string Enveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
    private const string RsaSha1 = "http://www.w3.org/2000/09/xmldsig#rsa-sha1";
    private const string Sha1 = "http://www.w3.org/2000/09/xmldsig#sha1";
    private const string RsaSha256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
    private const string Sha256 = "http://www.w3.org/2001/04/xmlenc#sha256";

    /// <summary>
    /// Enveloped, RSA-SHA1, C14N 1.0 with comments; the public record does not say whether the canonicalisation is repeated
    /// as a transform, so both lists are read. Comments are refused, hence both mean the same bytes.
    /// </summary>
    public static SignatureProfile EnvelopedCommentsSha1 { get; } =
        new("enveloped-c14n-comments-sha1", SignaturePlacement.Enveloped, CanonicalWithComments, RsaSha1, Sha1,
            [[Enveloped], [Enveloped, CanonicalWithComments]])
        {
            Root = "Customs",
            WritesIssuerSerial = true,
            DigestBytes = 20,
        };

    /// <summary>One element signed by its id, the signature in a container beside it. Unconfirmed.</summary>
    public static SignatureProfile DocumentByIdSha1 { get; } =
        new("document-by-id-sha1", SignaturePlacement.ById, CanonicalWithComments, RsaSha1, Sha1, [[CanonicalWithComments], []])
        {
            Root = "Customs",
            SignedElement = "Document",
            Container = "DigitalSignatures",
            WritesIssuerSerial = true,
            DigestBytes = 20,
            Confirmed = false,
        };

    /// <summary>Our own profile: enveloped, RSA-SHA256, exclusive C14N, any root.</summary>
    public static SignatureProfile EnvelopedExclusiveSha256 { get; } =
        new("enveloped-exclusive-sha256", SignaturePlacement.Enveloped, CanonicalExclusive, RsaSha256, Sha256,
            [[Enveloped, CanonicalExclusive]]);

    /// <summary>S/MIME <c>multipart/signed</c> with a detached PKCS#7 of SHA-1, end certificate only.</summary>
    public static SignatureProfile DetachedCmsSha1 { get; } =
        new("cms-detached-sha1", SignaturePlacement.DetachedCms, "", "1.2.840.113549.1.1.5", "1.3.14.3.2.26", []) { DigestBytes = 20 };

    /// <summary>All profiles.</summary>
    public static IReadOnlyList<SignatureProfile> All { get; } =
        [EnvelopedCommentsSha1, DocumentByIdSha1, EnvelopedExclusiveSha256, DetachedCmsSha1];

    /// <summary>
    /// The profile of this id, or <c>null</c>. A profile by id may be narrowed to one literal reference:
    /// <c>document-by-id-sha1:NAME</c> signs and accepts <c>URI="#NAME"</c> alone.
    /// </summary>
    public static SignatureProfile? Find(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        var colon = id.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? id : id[..colon];
        var profile = All.FirstOrDefault(profile => profile.Id == name);
        if (colon < 0 || profile is null)
        {
            return profile;
        }

        var reference = id[(colon + 1)..];
        return profile.Placement == SignaturePlacement.ById && IsId(reference) ? profile with { ReferenceId = reference } : null;
    }

    /// <summary>A plain ASCII name, so that no escaping can make two spellings of one id.</summary>
    internal static bool IsId(string text) =>
        text.Length is > 0 and <= LongestId
        && (char.IsAsciiLetter(text[0]) || text[0] == '_')
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.');
}
