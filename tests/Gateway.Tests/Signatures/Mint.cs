using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Xml;
using Gateway.Signatures;

namespace Gateway.Tests.Signatures;

/// <summary>
/// Strikes a signature of any algorithm and any key, made of text: what the platform's own signer will not write has to be refused too.
/// Unchanged it is exactly what a profile asks for. Canonical bytes are the platform's, not ours.
/// </summary>
internal sealed record Mint(SignatureProfile Profile, string Document)
{
    public const string Dsig = "http://www.w3.org/2000/09/xmldsig#";
    public const string More = "http://www.w3.org/2001/04/xmldsig-more#";

    public string Canonicalization { get; init; } = Profile.Canonicalization;

    public string Method { get; init; } = Profile.SignatureMethods[0];

    public string Digest { get; init; } = Profile.DigestMethods[0];

    /// <summary>The elements inside Transforms; empty leaves Transforms out.</summary>
    public string Transforms { get; init; } = string.Concat(Profile.Transforms[0].Select(Step));

    public string Uri { get; init; } = Profile.Placement == SignaturePlacement.ById ? "#TCHQ" : "";

    public X509Certificate2 Key { get; init; } = Signers.Bank;

    /// <summary>Makes the value of the bytes of SignedInfo; by default the method's own.</summary>
    public Func<byte[], byte[]>? Value { get; init; }

    /// <summary>What stands inside KeyInfo; by default the certificate of the key.</summary>
    public string? KeyInfo { get; init; }

    public static string X509(params X509Certificate2[] certificates) =>
        $"<X509Data>{string.Concat(certificates.Select(certificate => $"<X509Certificate>{Convert.ToBase64String(certificate.RawData)}</X509Certificate>"))}</X509Data>";

    /// <summary>A transform as a profile writes it: its name, then its expression.</summary>
    public static string Step(string step) =>
        step.Split(' ', 2) is [var name, var expression] ? $"<Transform Algorithm=\"{name}\"><XPath>{expression}</XPath></Transform>" : $"<Transform Algorithm=\"{step}\"/>";

    /// <summary>The document with its signature at the place of the profile.</summary>
    public string Sign()
    {
        var digest = Convert.ToBase64String(CryptographicOperations.HashData(Hash(Digest), Covered()));
        var steps = Transforms.Length == 0 ? "" : $"<Transforms>{Transforms}</Transforms>";
        var info = $"<CanonicalizationMethod Algorithm=\"{Canonicalization}\"/><SignatureMethod Algorithm=\"{Method}\"/><Reference URI=\"{Uri}\">{steps}"
            + $"<DigestMethod Algorithm=\"{Digest}\"/><DigestValue>{digest}</DigestValue></Reference></SignedInfo>";
        var signed = Canonical($"<SignedInfo xmlns=\"{Dsig}\">{info}", Canonicalization);
        var value = Convert.ToBase64String(Value is null ? Make(signed) : Value(signed));
        var signature = $"<Signature xmlns=\"{Dsig}\"><SignedInfo>{info}<SignatureValue>{value}</SignatureValue><KeyInfo>{KeyInfo ?? X509(Key)}</KeyInfo></Signature>";
        var end = Document.LastIndexOf("</", StringComparison.Ordinal);
        return Document[..end] + (Profile.Container is { } container ? $"<{container}>{signature}</{container}>" : signature) + Document[end..];
    }

    /// <summary>The canonical bytes of a text, by the platform; exclusive C14N where it does not know the algorithm.</summary>
    public static byte[] Canonical(string xml, string algorithm)
    {
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        document.LoadXml(xml);
        Transform transform = algorithm.Contains("REC-xml-c14n", StringComparison.Ordinal)
            ? new XmlDsigC14NTransform(algorithm.EndsWith("WithComments", StringComparison.Ordinal))
            : new XmlDsigExcC14NTransform(algorithm.EndsWith("WithComments", StringComparison.Ordinal));
        transform.LoadInput(document);
        using var bytes = new MemoryStream();
        ((Stream)transform.GetOutput(typeof(Stream))).CopyTo(bytes);
        return bytes.ToArray();
    }

    public static HashAlgorithmName Hash(string uri) =>
        uri.Contains("sha1", StringComparison.Ordinal) ? HashAlgorithmName.SHA1
        : uri.Contains("sha384", StringComparison.Ordinal) ? HashAlgorithmName.SHA384
        : uri.Contains("sha512", StringComparison.Ordinal) ? HashAlgorithmName.SHA512
        : HashAlgorithmName.SHA256;

    private byte[] Covered() => Profile.Placement switch
    {
        SignaturePlacement.ById => Canonical(Document.Slice("<Document", "</Document>"), Profile.Canonicalization),
        SignaturePlacement.Filter =>
            [.. Canonical(Document.Slice("<Header", "</Header>"), Profile.Canonicalization), .. Canonical(Document.Slice("<Data", "</Data>"), Profile.Canonicalization)],
        _ => Canonical(Document, Profile.Canonicalization),
    };

    private byte[] Make(byte[] bytes)
    {
        using var curve = Key.GetECDsaPrivateKey();
        using var rsa = Key.GetRSAPrivateKey();
        return curve is not null ? curve.SignData(bytes, Hash(Method))
            : rsa!.SignData(bytes, Hash(Method), Method.EndsWith("MGF1", StringComparison.Ordinal) ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);
    }
}
