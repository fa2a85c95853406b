using Gateway.Signatures;

namespace Gateway.Tests.Signatures;

/// <summary>Every algorithm that is not the profile's, on every ground: names known to some library, and names known to none.</summary>
internal static class Methods
{
    private const string Newer = "http://www.w3.org/2007/05/xmldsig-more#";

    private static readonly string[] SignatureMethods =
    [
        Mint.Dsig + "rsa-sha1", Mint.More + "rsa-md5", Mint.More + "rsa-ripemd160", Mint.More + "rsa-sha224", Mint.More + "rsa-sha256",
        Mint.More + "rsa-sha384", Mint.More + "rsa-sha512", Newer + "rsa-pss", Newer + "sha1-rsa-MGF1", Newer + "sha224-rsa-MGF1",
        Newer + "sha256-rsa-MGF1", Newer + "sha512-rsa-MGF1", Newer + "sha3-256-rsa-MGF1", Mint.Dsig + "dsa-sha1", "http://www.w3.org/2009/xmldsig11#dsa-sha256",
        Mint.Dsig + "hmac-sha1", Mint.More + "hmac-sha256", Mint.More + "hmac-sha512", Mint.More + "ecdsa-sha1", Mint.More + "ecdsa-sha256",
        "http://www.w3.org/2021/04/xmldsig-more#eddsa-ed25519", "urn:none", "", "http://www.w3.org/2001/04/xmldsig-more#RSA-SHA256",
        " http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256 ", "https://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
    ];

    private static readonly string[] Digests =
    [
        Mint.Dsig + "sha1", Mint.More + "md5", Mint.More + "sha224", "http://www.w3.org/2001/04/xmlenc#ripemd160", "http://www.w3.org/2001/04/xmlenc#sha256",
        Mint.More + "sha384", "http://www.w3.org/2001/04/xmlenc#sha512", Newer + "sha3-256", Newer + "whirlpool", "urn:none", "",
    ];

    private static readonly string[] Canonicalizations =
    [
        "http://www.w3.org/TR/2001/REC-xml-c14n-20010315", "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments",
        "http://www.w3.org/2001/10/xml-exc-c14n#", "http://www.w3.org/2001/10/xml-exc-c14n#WithComments", "http://www.w3.org/2006/12/xml-c14n11",
        "http://www.w3.org/2006/12/xml-c14n11#WithComments", "http://www.w3.org/2010/xml-c14n2", "http://www.w3.org/TR/1999/REC-xslt-19991116",
        "http://www.w3.org/2000/09/xmldsig#minimal", "urn:none", "",
    ];

    public static IEnumerable<Attack> All => [.. Ground.All.SelectMany(Of), .. Ground.All.SelectMany(Parameters)];

    private static IEnumerable<Attack> Of(Ground ground) =>
    [
        .. from method in SignatureMethods.Except(ground.Profile.SignatureMethods)
           select ground.Minted($"signature method '{method}'", SignatureCodes.Algorithm, mint => mint with { Method = method }),
        .. from digest in Digests.Except(ground.Profile.DigestMethods)
           select ground.Minted($"digest method '{digest}'", SignatureCodes.Algorithm, mint => mint with { Digest = digest }),
        .. from canonicalization in Canonicalizations.Where(method => method != ground.Profile.Canonicalization)
           select ground.Minted($"canonicalisation '{canonicalization}'", SignatureCodes.Algorithm, mint => mint with { Canonicalization = canonicalization }),
    ];

    private static IEnumerable<Attack> Parameters(Ground ground)
    {
        var prefixes = "<InclusiveNamespaces xmlns=\"http://www.w3.org/2001/10/xml-exc-c14n#\" PrefixList=\"d #default\"/>";
        var canonicalization = $"<CanonicalizationMethod Algorithm=\"{ground.Profile.Canonicalization}\"/>";
        var digest = $"<DigestMethod Algorithm=\"{ground.Profile.DigestMethods[0]}\"/>";
        var method = $"<SignatureMethod Algorithm=\"{ground.Profile.SignatureMethods[0]}\"/>";
        return
        [
            ground.Changed("canonicalisation with a list of prefixes", SignatureCodes.Algorithm, canonicalization, canonicalization.Cut("/>", $">{prefixes}</CanonicalizationMethod>")),
            ground.Changed("signature method with HMACOutputLength", SignatureCodes.Algorithm, method, method.Cut("/>", "><HMACOutputLength>8</HMACOutputLength></SignatureMethod>")),
            ground.Changed("signature method with text", SignatureCodes.Algorithm, method, method.Cut("/>", ">8</SignatureMethod>")),
            ground.Changed("digest method with a parameter", SignatureCodes.Algorithm, digest, digest.Cut("/>", "><X xmlns=\"urn:x\"/></DigestMethod>")),
            ground.Changed("digest method with another attribute", SignatureCodes.Algorithm, digest, digest.Cut("/>", " x=\"1\"/>")),
            ground.Changed("algorithm in a namespace", SignatureCodes.Algorithm, digest, digest.Cut("Algorithm=", "xmlns:a=\"urn:a\" a:Algorithm=")),
            ground.Changed("digest method missing", SignatureCodes.Shape, digest, ""),
            ground.Changed("canonicalisation missing", SignatureCodes.Shape, canonicalization, ""),
            ground.Changed("digest method in another namespace", SignatureCodes.Shape, "<DigestMethod ", "<DigestMethod xmlns=\"urn:x\" "),
        ];
    }
}
