using System.Numerics;

namespace Gateway.Tests.Signatures.Fuzzing;

/// <summary>The children of a signature: algorithms, transforms, references, base64, key and objects.</summary>
internal static class Grammar
{
    private const string Dsig = "http://www.w3.org/2000/09/xmldsig#";
    private static readonly string[] Parts = ["SignedInfo", "SignatureValue", "KeyInfo", "Object", "Reference", "Transforms", "DigestValue", "SignedProperties", "UnsignedProperties", "BinarySecurityToken", "Timestamp", "X509Certificate"];
    private static readonly string[] Coded = ["SignatureValue", "DigestValue", "X509Certificate", "EncapsulatedTimeStamp", "EncapsulatedX509Certificate", "EncapsulatedCRLValue", "BinarySecurityToken"];
    private static readonly BigInteger Order = BigInteger.Parse("0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", System.Globalization.NumberStyles.HexNumber, null);

    private static readonly string[] Algorithms =
    [
        "http://www.w3.org/TR/2001/REC-xml-c14n-20010315", "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments", "http://www.w3.org/2001/10/xml-exc-c14n#", "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
        "http://www.w3.org/2006/12/xml-c14n11", Dsig + "rsa-sha1", Dsig + "hmac-sha1", Dsig + "dsa-sha1", Mint.More + "rsa-sha256", Mint.More + "rsa-sha512", Mint.More + "ecdsa-sha256", Mint.More + "ecdsa-sha384", Mint.More + "hmac-sha256",
        "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1", Dsig + "sha1", "http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2001/04/xmlenc#sha512", Dsig + "enveloped-signature", Dsig + "base64",
        "http://www.w3.org/TR/1999/REC-xpath-19991116", "http://www.w3.org/TR/1999/REC-xslt-19991116", "http://www.w3.org/2002/06/xmldsig-filter2", "urn:none", "",
    ];

    private static readonly string[] Uris = ["", "#x", "#", "#TCHQ", "#body", "#xpointer(/)", "#xpointer(id('TCHQ'))", "file:///etc/hostname", "http://127.0.0.1:1/x", "cid:x", " "];

    private static readonly string[] Children =
    [
        "<Object/>", "<Object><Manifest/></Object>", "<Object Id=\"x\"><e/></Object>", "<HMACOutputLength>8</HMACOutputLength>", "<SignatureProperties/>", "<KeyValue/>", "<KeyName>x</KeyName>", "<RetrievalMethod URI=\"#x\"/>",
        "<InclusiveNamespaces xmlns=\"http://www.w3.org/2001/10/xml-exc-c14n#\" PrefixList=\"d #default\"/>", "<XPath>1=1</XPath>", "<Transforms/>", "<DigestValue>AAAA</DigestValue>", "<Signature/>", "<e xmlns=\"urn:e\"/>",
    ];

    public static IReadOnlyList<Mutation> All { get; } =
    [
        OnPart("algorithm exchanged", ["CanonicalizationMethod", "SignatureMethod", "Transform", "DigestMethod"], (text, piece, _, random) =>
            Set(text, piece, "Algorithm", Mutation.Any(random, Algorithms))),
        OnPart("reference elsewhere", ["Reference"], (text, piece, _, random) => Set(text, piece, "URI", Mutation.Any(random, Uris))),
        OnPart("transform added", ["Transform"], (text, piece, _, random) => text.Insert(random.Next(2) == 0 ? piece.Start : piece.End, $"<Transform Algorithm=\"{Mutation.Any(random, Algorithms)}\"/>")),
        OnPart("transforms put in", ["DigestMethod"], (text, piece, _, random) => text.Insert(piece.Start, $"<Transforms><Transform Algorithm=\"{Mutation.Any(random, Algorithms)}\"/></Transforms>")),
        OnPart("expression changed", ["XPath"], (text, piece, _, random) =>
            text[..piece.Inner] + Mutation.Any(random, (string[])["1=1", "ancestor-or-self::Data", "ancestor-or-self::Header or ancestor-or-self::Data or ancestor-or-self::Error", " ancestor-or-self::Header or ancestor-or-self::Data\n", "not(ancestor-or-self::Signature)"]) + text[piece.Close..]),
        OnPart("child added", [.. Parts, "Signature", "CanonicalizationMethod", "SignatureMethod", "Transform", "DigestMethod", "X509Data", "Security"], (text, piece, _, random) => text.Insert(piece.IsEmpty ? piece.End : random.Next(2) == 0 ? piece.Inner : piece.Close, Mutation.Any(random, Children))),
        OnPart("part of the other", Parts, (text, piece, other, random) =>
            Pieces.Elements(other).FindAll(theirs => theirs.Name == piece.Name) is { Count: > 0 } like ? Surgery.Replace(text, piece, Mutation.Any(random, like).Of(other)) : text),
        OnCoded("base64 letter", (value, random) => value.Length == 0 ? value : random.Next(value.Length) is var at ? value[..at] + "ABCZaz09+/="[random.Next(11)] + value[(at + 1)..] : value),
        OnCoded("base64 shorter", (value, random) => value[..random.Next(value.Length + 1)]),
        OnCoded("base64 longer", (value, random) => value + Mutation.Any(random, (string[])["AAAA", "=", "==", "A", "\0", "?", "-_"])),
        OnCoded("base64 without its end", (value, _) => value.TrimEnd('=')),
        OnCoded("base64 with other last bits", (value, random) => value.TrimEnd('=') is { Length: > 1 } bare ? bare[..^1] + "ABCDwxyz"[random.Next(8)] + value[bare.Length..] : value),
        OnCoded("base64 of nothing", (value, random) => Mutation.Any(random, (string[])["", " ", "AAAA", Convert.ToBase64String(new byte[32]), Convert.ToBase64String(new byte[64]), Convert.ToBase64String(new byte[256])])),
        OnCoded("base64 that another alphabet wrote", (value, _) => value.Replace('+', '-').Replace('/', '_')),
        OnPart("the other number of a curve", ["SignatureValue"], (text, piece, _, _) => text[..piece.Inner] + Mirrored(text[piece.Inner..piece.Close]) + text[piece.Close..]),
        OnPart("halves exchanged", ["SignatureValue"], (text, piece, _, _) => text[..piece.Inner] + Halved(text[piece.Inner..piece.Close]) + text[piece.Close..]),
    ];

    // For r and s, r and the order less s is as good a signature.
    private static string Mirrored(string value)
    {
        var bytes = Bytes(value);
        if (bytes.Length != 64)
        {
            return value;
        }

        // A value damaged before may be larger than the order.
        var other = Order - new BigInteger(bytes.AsSpan(32), isUnsigned: true, isBigEndian: true);
        if (other.Sign <= 0)
        {
            return value;
        }

        var mirrored = other.ToByteArray(isUnsigned: true, isBigEndian: true);
        return Convert.ToBase64String([.. bytes[..32], .. new byte[32 - mirrored.Length], .. mirrored]);
    }

    private static string Halved(string value) => Bytes(value) is { Length: > 1 } bytes ? Convert.ToBase64String([.. bytes[(bytes.Length / 2)..], .. bytes[..(bytes.Length / 2)]]) : value;

    private static byte[] Bytes(string value)
    {
        var bytes = new byte[value.Length];
        return Convert.TryFromBase64String(value, bytes, out var length) ? bytes[..length] : [];
    }

    private static string Set(string text, Piece piece, string name, string value)
    {
        var mark = $" {name}=\"";
        var at = text.IndexOf(mark, piece.Start, piece.Inner - piece.Start, StringComparison.Ordinal);
        var end = at < 0 ? -1 : text.IndexOf('"', at + mark.Length);
        return end < 0 ? text : text[..(at + mark.Length)] + value + text[end..];
    }

    private static Mutation OnPart(string name, IReadOnlyList<string> parts, Func<string, Piece, string, Random, string> change) => new(name, (text, other, random) =>
        Pieces.Elements(text).FindAll(piece => parts.Contains(Pieces.Local(piece.Name))) is { Count: > 0 } found ? change(text, Mutation.Any(random, found), other, random) : text);

    private static Mutation OnCoded(string name, Func<string, Random, string> change) =>
        OnPart(name, Coded, (text, piece, _, random) => piece.IsEmpty ? text : text[..piece.Inner] + change(text[piece.Inner..piece.Close], random) + text[piece.Close..]);
}
