using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Signatures;

namespace Gateway.Tests.Signatures;

/// <summary>Keys taken for others, values in other clothes, and key information that offers a choice.</summary>
internal static class Confusions
{
    private const string RsaSha256 = Mint.More + "rsa-sha256";
    private const string RsaSha384 = Mint.More + "rsa-sha384";
    private const string PssSha256 = "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1";
    private const string EcdsaSha256 = Mint.More + "ecdsa-sha256";
    private const string EcdsaSha384 = Mint.More + "ecdsa-sha384";
    private const string Xmldsig11 = "http://www.w3.org/2009/xmldsig11#";
    private static readonly string[] OtherIssuers =
        ["CN=Bank", "CN=Bank, O=Test, C=VN", "CN=Authority", "CN=Bank, O=Test, O=Test", "cn=bank, o=test", "CN=\"Bank, O=Test\"", "", "x", new string('x', 5_000)];

    private static readonly string[] OtherNumbers = ["1", "-1", "+1", "0x1", "", " ", "1 1", "1e3", new string('9', 65)];
    private static readonly Ground[] Modern = [Ground.Enveloped, Ground.ById];

    public static IEnumerable<Attack> All =>
        [.. Modern.SelectMany(Kinds), .. Modern.SelectMany(RsaValues), .. Modern.SelectMany(CurveValues), .. Ground.All.SelectMany(Hints), .. Ground.All.SelectMany(Issuers)];

    private static IEnumerable<Attack> Kinds(Ground ground) =>
    [
        ground.Minted("RSA certificate, ECDSA named, value of a curve", SignatureCodes.Algorithm, mint => mint with { Method = EcdsaSha256, Key = Curves.Good, KeyInfo = Mint.X509(Signers.Bank) }),
        ground.Minted("curve certificate, RSA named, value of RSA", SignatureCodes.Algorithm, mint => mint with { Method = RsaSha256, KeyInfo = Mint.X509(Curves.Good) }),
        ground.Minted("curve certificate, RSA-PSS named", SignatureCodes.Algorithm, mint => mint with { Method = PssSha256, KeyInfo = Mint.X509(Curves.Good) }),
        ground.Minted("P-521", SignatureCodes.WeakKey, mint => mint with { Method = Mint.More + "ecdsa-sha512", Key = Curves.Huge }),
        ground.Minted("secp256k1", SignatureCodes.WeakKey, mint => mint with { Method = EcdsaSha256, Key = Curves.Koblitz }),
        ground.Minted("brainpool", SignatureCodes.WeakKey, mint => mint with { Method = EcdsaSha256, Key = Curves.Brainpool }),
        ground.Minted("P-256 by its numbers", SignatureCodes.WeakKey, mint => mint with { Method = EcdsaSha256, Key = Curves.Good, KeyInfo = Mint.X509(Curves.Explicit) }),
        ground.Minted("RSA of 1024 bits", SignatureCodes.WeakKey, mint => mint with { Key = Signers.Weak }),
        ground.Minted("HMAC with the certificate under RSA's name", SignatureCodes.Value, mint => mint with { Value = bytes => HMACSHA256.HashData(Signers.Bank.RawData, bytes) }),
        ground.Minted("HMAC with the public key under RSA's name", SignatureCodes.Value, mint => mint with { Value = bytes => HMACSHA256.HashData(Signers.Bank.GetPublicKey(), bytes) }),
        ground.Minted("attacker's value under the partner's certificate", SignatureCodes.Value, mint => mint with { Key = Signers.Attacker, KeyInfo = Mint.X509(Signers.Bank) }),
        ground.Minted("another curve's value under a curve certificate", SignatureCodes.Value, mint => mint with { Method = EcdsaSha256, Key = Curves.Large, KeyInfo = Mint.X509(Curves.Good) }),
    ];

    private static IEnumerable<Attack> RsaValues(Ground ground) =>
    [
        Rsa(ground, "PKCS#1 under the name of PSS", PssSha256, bytes => Sign(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)),
        Rsa(ground, "PSS under the name of PKCS#1", RsaSha256, bytes => Sign(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pss)),
        Rsa(ground, "PSS without a salt", PssSha256, bytes => Salted.Sign(Signers.Bank.GetRSAPrivateKey()!, bytes, 0)),
        Rsa(ground, "PSS with a short salt", PssSha256, bytes => Salted.Sign(Signers.Bank.GetRSAPrivateKey()!, bytes, 20)),
        Rsa(ground, "PSS with the longest salt", PssSha256, bytes => Salted.Sign(Signers.Bank.GetRSAPrivateKey()!, bytes, 222)),
        Rsa(ground, "SHA-1 under the name of SHA-256", RsaSha256, bytes => Sign(bytes, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1)),
        Rsa(ground, "SHA-256 under the name of SHA-384", RsaSha384, bytes => Sign(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)),
        Rsa(ground, "a zero before", RsaSha256, bytes => [0, .. Good(bytes)]),
        Rsa(ground, "a zero behind", RsaSha256, bytes => [.. Good(bytes), 0]),
        Rsa(ground, "its last byte missing", RsaSha256, bytes => Good(bytes)[..^1]),
        Rsa(ground, "one byte", RsaSha256, _ => [1]),
        Rsa(ground, "zeros", RsaSha256, _ => new byte[256]),
        Rsa(ground, "ones", RsaSha256, _ => [.. Enumerable.Repeat((byte)0xFF, 256)]),
        Rsa(ground, "twice", RsaSha256, bytes => [.. Good(bytes), .. Good(bytes)]),
        Rsa(ground, "a megabyte", RsaSha256, _ => new byte[1_000_000]),
        Rsa(ground, "of another document", RsaSha256, _ => Good("another"u8.ToArray())),
    ];

    private static IEnumerable<Attack> CurveValues(Ground ground) =>
    [
        Curve(ground, "DER", Curves.Good, bytes => Curves.Good.GetECDsaPrivateKey()!.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)),
        Curve(ground, "DER", Curves.Large, bytes => Curves.Large.GetECDsaPrivateKey()!.SignData(bytes, HashAlgorithmName.SHA384, DSASignatureFormat.Rfc3279DerSequence)),
        Curve(ground, "its last byte missing", Curves.Good, bytes => Good(Curves.Good, bytes)[..^1]),
        Curve(ground, "r and s without their first bytes", Curves.Good, bytes => [.. Good(Curves.Good, bytes)[1..32], .. Good(Curves.Good, bytes)[33..]]),
        Curve(ground, "r and s with zeros before", Curves.Good, bytes => Padded(Good(Curves.Good, bytes))),
        Curve(ground, "r and s with zeros before", Curves.Large, bytes => Padded(Good(Curves.Large, bytes))),
        Curve(ground, "s before r", Curves.Good, bytes => Good(Curves.Good, bytes) is var value ? [.. value[32..], .. value[..32]] : []),
        Curve(ground, "r of zero", Curves.Good, bytes => [.. new byte[32], .. Good(Curves.Good, bytes)[32..]]),
        Curve(ground, "s of zero", Curves.Good, bytes => [.. Good(Curves.Good, bytes)[..32], .. new byte[32]]),
        Curve(ground, "zeros", Curves.Good, _ => new byte[64]),
        Curve(ground, "zeros", Curves.Large, _ => new byte[96]),
        Curve(ground, "ones", Curves.Good, _ => [.. Enumerable.Repeat((byte)0xFF, 64)]),
        Curve(ground, "r and s of the group's order", Curves.Good, _ => [.. Order, .. Order]),
        Curve(ground, "r alone", Curves.Good, bytes => Good(Curves.Good, bytes)[..32]),
        Curve(ground, "one byte", Curves.Good, _ => [1]),
    ];

    private static IEnumerable<Attack> Hints(Ground ground) =>
    [
        .. from hint in Hints()
           select ground.Minted($"KeyInfo with {hint.Name}", hint.Code, mint => mint with { KeyInfo = hint.Inside }),
        ground.Minted("partner's certificate in a second KeyInfo", SignatureCodes.Shape, mint => mint with { KeyInfo = Mint.X509(Signers.Bank) + "</KeyInfo><KeyInfo>" + Mint.X509(Signers.Bank) }),
        ground.Changed("KeyInfo with an Id", SignatureCodes.KeyInfo, "<KeyInfo>", "<KeyInfo Id=\"k\">"),
        ground.Changed("X509Data with an attribute", SignatureCodes.KeyInfo, "<X509Data>", "<X509Data x=\"1\">"),
        ground.Changed("certificate with an attribute", SignatureCodes.KeyInfo, "<X509Certificate>", "<X509Certificate x=\"1\">"),
        ground.Changed("KeyInfo in another namespace", SignatureCodes.Shape, "<KeyInfo>", "<KeyInfo xmlns=\"urn:x\">"),
        ground.Changed("KeyInfo before the value", SignatureCodes.Shape, "<SignatureValue>", "<KeyInfo/><SignatureValue>"),
    ];

    private static IEnumerable<(string Name, string Inside, string Code)> Hints()
    {
        var bank = Mint.X509(Signers.Bank);
        var key = Signers.Bank.GetRSAPublicKey()!.ToXmlString(false);
        var info = Convert.ToBase64String(Signers.Bank.PublicKey.ExportSubjectPublicKeyInfo());
        var issued = "<X509IssuerSerial><X509IssuerName>CN=Bank, O=Test</X509IssuerName><X509SerialNumber>1</X509SerialNumber></X509IssuerSerial>";
        return
        [
            ("nothing", "", SignatureCodes.KeyInfo),
            ("white space", " \n", SignatureCodes.KeyInfo),
            ("text beside", "x" + bank, SignatureCodes.KeyInfo),
            ("a KeyName", "<KeyName>CN=Bank, O=Test</KeyName>", SignatureCodes.KeyInfo),
            ("a KeyName beside", "<KeyName>Bank</KeyName>" + bank, SignatureCodes.KeyInfo),
            ("a KeyValue", $"<KeyValue>{key}</KeyValue>", SignatureCodes.KeyInfo),
            ("a KeyValue beside", $"{bank}<KeyValue>{key}</KeyValue>", SignatureCodes.KeyInfo),
            ("an ECKeyValue", $"<KeyValue><ECKeyValue xmlns=\"{Xmldsig11}\"><NamedCurve URI=\"urn:oid:1.2.840.10045.3.1.7\"/><PublicKey>BAAA</PublicKey></ECKeyValue></KeyValue>", SignatureCodes.KeyInfo),
            ("a DEREncodedKeyValue", $"<DEREncodedKeyValue xmlns=\"{Xmldsig11}\">{info}</DEREncodedKeyValue>", SignatureCodes.KeyInfo),
            ("a RetrievalMethod", "<RetrievalMethod URI=\"http://127.0.0.1:1/k\"/>", SignatureCodes.KeyInfo),
            ("a KeyInfoReference", $"<KeyInfoReference xmlns=\"{Xmldsig11}\" URI=\"#k\"/>", SignatureCodes.KeyInfo),
            ("a subject's name alone", "<X509Data><X509SubjectName>CN=Bank, O=Test</X509SubjectName></X509Data>", SignatureCodes.KeyInfo),
            ("a subject's name beside", bank.Cut("<X509Data>", "<X509Data><X509SubjectName>CN=Bank, O=Test</X509SubjectName>"), SignatureCodes.KeyInfo),
            ("a key identifier", bank.Cut("<X509Data>", "<X509Data><X509SKI>AAAA</X509SKI>"), SignatureCodes.KeyInfo),
            ("a revocation list", bank.Cut("<X509Data>", "<X509Data><X509CRL>AAAA</X509CRL>"), SignatureCodes.KeyInfo),
            ("a certificate's digest", $"<X509Data><X509Digest xmlns=\"{Xmldsig11}\" Algorithm=\"{Mint.Dsig}sha1\">AAAA</X509Digest></X509Data>", SignatureCodes.KeyInfo),
            ("the issuer alone", $"<X509Data>{issued}</X509Data>", SignatureCodes.KeyInfo),
            ("the issuer in another X509Data", $"{bank}<X509Data>{issued}</X509Data>", SignatureCodes.KeyInfo),
            ("partner's and attacker's certificate", Mint.X509(Signers.Bank, Signers.Attacker), SignatureCodes.KeyInfo),
            ("attacker's and partner's certificate", Mint.X509(Signers.Attacker, Signers.Bank), SignatureCodes.KeyInfo),
            ("partner's certificate twice", Mint.X509(Signers.Bank, Signers.Bank), SignatureCodes.KeyInfo),
            ("attacker's certificate", Mint.X509(Signers.Attacker), SignatureCodes.Untrusted),
            ("a certificate and a byte", bank.Cut("</X509Certificate>", "AAAA</X509Certificate>"), SignatureCodes.KeyInfo),
            ("half a certificate", $"<X509Data><X509Certificate>{Convert.ToBase64String(Signers.Bank.RawData.AsSpan(0, 200))}</X509Certificate></X509Data>", SignatureCodes.KeyInfo),
            ("a bare public key", $"<X509Data><X509Certificate>{info}</X509Certificate></X509Data>", SignatureCodes.KeyInfo),
            ("certificate in hexadecimal", $"<X509Data><X509Certificate>{Convert.ToHexString(Signers.Bank.RawData)}</X509Certificate></X509Data>", SignatureCodes.KeyInfo),
            ("certificate with lines around it", $"<X509Data><X509Certificate>{Signers.Bank.ExportCertificatePem()}</X509Certificate></X509Data>", SignatureCodes.KeyInfo),
            ("certificate inside an element", bank.Cut("<X509Certificate>", "<X509Certificate><b>").Cut("</X509Certificate>", "</b></X509Certificate>"), SignatureCodes.KeyInfo),
        ];
    }

    private static IEnumerable<Attack> Issuers(Ground ground) =>
        from pair in (IEnumerable<(string, string)>)[.. OtherIssuers.Select(issuer => (issuer, "own")), .. OtherNumbers.Select(number => (Signers.Bank.Issuer, number))]
        let issuer = pair.Item1
        let serial = pair.Item2
        select ground.Minted($"issuer '{issuer[..Math.Min(30, issuer.Length)]}' with serial number '{serial}'", SignatureCodes.KeyInfo, mint => mint with { KeyInfo = Issued(issuer, serial) });

    private static string Issued(string issuer, string serial)
    {
        var number = serial == "own" ? new System.Numerics.BigInteger(Signers.Bank.SerialNumberBytes.Span, isUnsigned: true, isBigEndian: true).ToString(System.Globalization.CultureInfo.InvariantCulture) : serial;
        return Mint.X509(Signers.Bank).Cut("<X509Data>", $"<X509Data><X509IssuerSerial><X509IssuerName>{issuer}</X509IssuerName><X509SerialNumber>{number}</X509SerialNumber></X509IssuerSerial>");
    }

    private static Attack Rsa(Ground ground, string name, string method, Func<byte[], byte[]> value) =>
        ground.Minted($"RSA value: {name}", SignatureCodes.Value, mint => mint with { Method = method, Value = value });

    private static Attack Curve(Ground ground, string name, X509Certificate2 key, Func<byte[], byte[]> value) =>
        ground.Minted($"{key.Subject} value: {name}", SignatureCodes.Value, mint => mint with { Method = key == Curves.Good ? EcdsaSha256 : EcdsaSha384, Key = key, Value = value });

    private static byte[] Sign(byte[] bytes, HashAlgorithmName hash, RSASignaturePadding padding) => Signers.Bank.GetRSAPrivateKey()!.SignData(bytes, hash, padding);

    private static byte[] Good(byte[] bytes) => Sign(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    private static byte[] Good(X509Certificate2 key, byte[] bytes) =>
        key.GetECDsaPrivateKey()!.SignData(bytes, key == Curves.Good ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA384);

    private static byte[] Padded(byte[] value) => [0, .. value[..(value.Length / 2)], 0, .. value[(value.Length / 2)..]];

    private static byte[] Order => Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");
}
