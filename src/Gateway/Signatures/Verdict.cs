using System.Security.Cryptography.X509Certificates;
using Gateway.Signatures.Revocations;

namespace Gateway.Signatures;

/// <summary>What came of checking a signature.</summary>
/// <param name="Valid">Whether every rule of the profile held.</param>
/// <param name="Code">One of <see cref="SignatureCodes"/>.</param>
/// <param name="Subject">The trusted signer's subject; empty while no trusted certificate was matched.</param>
/// <param name="Serial">The trusted certificate's serial number, hexadecimal; empty likewise.</param>
/// <param name="CanonicalBytes">The very bytes whose digest was signed; <c>null</c> unless valid.</param>
/// <param name="Detail">A constant sentence for the code; never a word of the message.</param>
public sealed record Verdict(bool Valid, string Code, string Subject, string Serial, byte[]? CanonicalBytes, string Detail)
{
    /// <summary>
    /// What to read instead of the received bytes; <c>null</c> unless valid. It is <see cref="CanonicalBytes"/>, inside an
    /// empty root of the profile where the profile signs a part of the root.
    /// </summary>
    public byte[]? Content { get; init; }

    /// <summary>The trusted signer's certificate in DER, for the record of evidence; <c>null</c> while none was matched.</summary>
    public byte[]? Certificate { get; init; }

    /// <summary>When the signature existed by a trusted time-stamp; <c>null</c> where none was asked for.</summary>
    public DateTimeOffset? TimeStamp { get; init; }

    /// <summary>What a long-term signature brought with it; <c>null</c> unless valid. What it says of revocation counted like any answer, where its own signature holds.</summary>
    public EmbeddedAnswers? Embedded { get; init; }

    /// <summary>What tells the signed statement from every other, to know it again: SHA-256 of its canonical SignedInfo; <c>null</c> unless valid.</summary>
    public byte[]? Identity { get; init; }

    /// <summary>By which certificates the signer was accepted; <c>null</c> while the signature itself was not.</summary>
    public TrustPath? Path { get; init; }

    /// <summary>What was known about the revocation of each; <c>null</c> while the signature itself was not accepted.</summary>
    public RevocationResult? Revocation { get; init; }

    /// <summary>How many XML nodes the limiting pass looked at before it decided.</summary>
    public int NodesVisited { get; init; }

    /// <summary>What was accepted is refused after all: nothing of the message is handed back.</summary>
    internal Verdict But(string code) => this with { Valid = false, Code = code, CanonicalBytes = null, Content = null, Detail = SignatureCodes.Describe(code) };

    internal static Verdict Refused(string code, X509Certificate2? signer = null) =>
        new(false, code, signer?.Subject ?? "", signer?.SerialNumber ?? "", null, SignatureCodes.Describe(code)) { Certificate = signer?.RawData };

    internal static Verdict Accepted(X509Certificate2 signer, byte[] canonical, byte[] content) =>
        new(true, SignatureCodes.Valid, signer.Subject, signer.SerialNumber, canonical, SignatureCodes.Describe(SignatureCodes.Valid))
        {
            Certificate = signer.RawData,
            Content = content,
        };
}
