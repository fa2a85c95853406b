using System.Security.Cryptography;

namespace Gateway.Signatures;

/// <summary>Where a profile puts the signature and what it covers.</summary>
public enum SignaturePlacement
{
    /// <summary>Last child of the root; covers the whole document (<c>URI=""</c>).</summary>
    Enveloped,

    /// <summary>In a container beside the signed element; covers that element by its <c>Id</c>.</summary>
    ById,

    /// <summary>A child of the root; covers the named children of the root and what is in them (an XPath filter of literal form).</summary>
    Filter,

    /// <summary>In the security header of a SOAP message; covers its body, and its time-stamp header where there is one.</summary>
    SoapBody,

    /// <summary>Not XML: detached PKCS#7 in the second part of a <c>multipart/signed</c> message.</summary>
    DetachedCms,
}

/// <summary>What a signature says of itself beside its value.</summary>
public enum SignatureLevel
{
    /// <summary>Nothing: XMLDSig.</summary>
    Plain,

    /// <summary>XAdES B-B: the signer's certificate and the time he claims, both signed.</summary>
    Basic,

    /// <summary>XAdES B-T: the same, and a time-stamp of the signature value by a trusted authority. It decides when the signature was made.</summary>
    TimeStamped,

    /// <summary>XAdES B-LT: the same, and certificates and revocation answers to judge it by later (<see cref="EmbeddedAnswers"/>).</summary>
    LongTerm,
}

/// <summary>When the time-stamp is added to what the gateway sends; its signature is made at once in any case.</summary>
public enum StampTime
{
    /// <summary>The profile does not say: such a message is never sent.</summary>
    Unsaid,

    /// <summary>The message waits for its time-stamp; the same bytes are sent at every attempt.</summary>
    BeforeSending,

    /// <summary>The message goes out without, and the time-stamp is added to the gateway's own evidence.</summary>
    AfterSending,
}

/// <summary>
/// One agreed way to sign. It is chosen by the partner's adapter, never by the message: a message that says anything else
/// than its profile is refused, however sound its cryptography.
/// </summary>
/// <param name="Id">The name used in <c>adapter.json</c>.</param>
/// <param name="Placement">Where the signature stands.</param>
/// <param name="Canonicalization">Canonicalisation of SignedInfo, an algorithm URI; empty for CMS.</param>
/// <param name="SignatureMethod">Signature algorithm, a URI; for CMS the object identifier.</param>
/// <param name="DigestMethod">Digest algorithm, a URI; for CMS the object identifier.</param>
/// <param name="Transforms">Transform lists accepted on read, literally; the first one is written.</param>
public sealed record SignatureProfile(
    string Id,
    SignaturePlacement Placement,
    string Canonicalization,
    string SignatureMethod,
    string DigestMethod,
    IReadOnlyList<IReadOnlyList<string>> Transforms)
{
    /// <summary>Name of the root element (in no namespace), or <c>null</c> where any root may be signed.</summary>
    public string? Root { get; init; }

    /// <summary>Name of the signed child of the root, where the placement is by id; <c>null</c> takes the one that has an <c>Id</c>.</summary>
    public string? SignedElement { get; init; }

    /// <summary>Names of the root's children that a filter covers, in order.</summary>
    public IReadOnlyList<string> Covered { get; init; } = [];

    /// <summary>Names of children of the root that a filter leaves out: they may be there, and nothing they say is signed.</summary>
    public IReadOnlyList<string> Uncovered { get; init; } = [];

    /// <summary>Name of the root's child that holds the signature, where the placement is by id; <c>null</c>: the root itself does.</summary>
    public string? Container { get; init; }

    /// <summary>The one id that may be referenced; <c>null</c> takes the id the signed element carries.</summary>
    public string? ReferenceId { get; init; }

    /// <summary>Whether issuer and serial number are written beside the certificate.</summary>
    public bool WritesIssuerSerial { get; init; }

    /// <summary>Signature algorithms accepted on read, literally; a key writes the first one it can.</summary>
    public IReadOnlyList<string> SignatureMethods { get; init; } = [SignatureMethod];

    /// <summary>Digest algorithms accepted on read, literally; the first one is written.</summary>
    public IReadOnlyList<string> DigestMethods { get; init; } = [DigestMethod];

    /// <summary>What stands beside the value.</summary>
    public SignatureLevel Level { get; init; }

    /// <summary>When the gateway adds the time-stamp to what it sends; says nothing of what it receives.</summary>
    public StampTime Stamping { get; init; }

    /// <summary>Who does the arithmetic; where <see cref="SignatureEngines.Fault"/> finds nothing against it.</summary>
    public SignatureEngine Engine { get; init; }

    /// <summary>A SOAP message carries a signed time-stamp header, and is refused without; one that is signed gets it.</summary>
    public bool Fresh { get; init; }

    /// <summary>What answers a SOAP message of the profile is signed the same way.</summary>
    public bool SignsReplies { get; init; }

    /// <summary>Length of the digest in bytes.</summary>
    public int DigestBytes { get; init; } = SHA256.HashSizeInBytes;

    /// <summary>Smallest RSA key, in bits.</summary>
    public int MinimumKeyBits { get; init; } = 2048;

    /// <summary>False where the public record is not enough to be sure of the shape.</summary>
    public bool Confirmed { get; init; } = true;

    /// <summary>A profile by id narrowed to one literal reference; <c>null</c> where that makes no sense or the reference is no plain name.</summary>
    public SignatureProfile? Narrowed(string reference) =>
        Placement == SignaturePlacement.ById && SignatureProfiles.IsId(reference) ? this with { ReferenceId = reference } : null;

    /// <summary>What is wrong with a profile that was given as data; <c>null</c> when it can be used.</summary>
    internal string? Fault() =>
        CanonicalMethod.Find(Canonicalization) is null ? $"there is no canonicalisation '{Canonicalization}'"
        : SignatureMethods.Count == 0 || DigestMethods.Count == 0 || Transforms.Count == 0 ? "signatureMethods, digestMethods and transforms each name at least one"
        : SignatureMethods.FirstOrDefault(method => SignatureAlgorithm.Find(method) is null) is { } method ? $"there is no signature algorithm '{method}'"
        : DigestMethods.FirstOrDefault(digest => SignatureAlgorithm.Digest(digest) is null) is { } digest ? $"there is no digest algorithm '{digest}'"
        : Transforms.SelectMany(steps => steps).FirstOrDefault(step => !IsStep(step)) is { } step ? $"'{step}' is no transform this placement may have"
        : Placement == SignaturePlacement.Filter && (Covered.Count == 0 || Root is null || !Transforms.All(steps => steps.Any(IsFilter))) ? "a filter names its root, what it covers, and its expression in every list of transforms"
        : Placement == SignaturePlacement.Enveloped && !Transforms.All(steps => steps.Contains(Enveloped)) ? "an enveloped signature takes itself out: every list of transforms says so"
        : Level != SignatureLevel.Plain && Placement != SignaturePlacement.Enveloped ? "only an enveloped signature has properties"
        : Stamping != StampTime.Unsaid && Level != SignatureLevel.TimeStamped ? "only a signature of level xades-t waits for a time-stamp"
        : (Fresh || SignsReplies) && Placement != SignaturePlacement.SoapBody ? "only SOAP messages are fresh and answered"
        : Placement == SignaturePlacement.SoapBody && !Canonical.Exclusive ? "a SOAP body is signed in exclusive form: it changes its envelope on the way"
        : SignedElement is null != Container is null ? "signedElement and container stand together"
        : (Placement != SignaturePlacement.ById && SignedElement is not null) || (Placement != SignaturePlacement.Filter && Covered.Count + Uncovered.Count > 0) ? "it names parts that its placement does not have"
        : MinimumKeyBits < 2048 ? "no key of less than 2048 bits is accepted"
        : null;

    private const string Enveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
    private const string XPath = "http://www.w3.org/TR/1999/REC-xpath-19991116 ";

    // A transform may repeat the canonicalisation of the profile, never bring another one.
    private bool IsStep(string step) => step == Enveloped ? Placement != SignaturePlacement.ById
        : step.StartsWith(XPath, StringComparison.Ordinal) ? Placement == SignaturePlacement.Filter && IsFilter(step)
        : step == Canonicalization;

    // The filter is a named one: this expression, made of the names that are covered, is what the engine does.
    private bool IsFilter(string step) => step == XPath + string.Join(" or ", Covered.Select(name => $"ancestor-or-self::{name}"));

    /// <summary>The canonicalisation; C14N 1.0 where the profile is not for XML.</summary>
    internal CanonicalMethod Canonical => CanonicalMethod.Find(Canonicalization) ?? CanonicalMethod.Inclusive;
}
