using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Xml;
using Gateway.Signatures;

namespace Gateway.Tests.Signatures.Fuzzing;

/// <summary>The framework's <c>SignedXml</c>, over the first signature of the document.</summary>
internal static class PlatformOracle
{
    private const string Utility = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
    private const string Numbered = "white space that stands by its number";
    private const string Empty = "empty attribute of the xml prefix";
    private const string Declared = "the xml prefix is declared";
    private const string Inherited = "xml: attribute above the signature, exclusive form";

    /// <summary>It.</summary>
    public static Oracle Known { get; } = new("SignedXml", (specimen, bytes) => Accepts(specimen.Key, Oracle.Load(bytes)), Defect, new HashSet<string>
    {
        SignatureCodes.Place, SignatureCodes.Coverage, SignatureCodes.Shape, SignatureCodes.Object, SignatureCodes.Algorithm, SignatureCodes.Reference, SignatureCodes.Transform,
        SignatureCodes.KeyInfo, SignatureCodes.Untrusted, SignatureCodes.Properties, SignatureCodes.TimeStamp, SignatureCodes.TimeAuthority, SignatureCodes.Untimed, SignatureCodes.Stale, SignatureCodes.Unanswered, SignatureCodes.Revoked,
        SignatureCodes.Many, SignatureCodes.Comment, SignatureCodes.Cdata, SignatureCodes.Instruction, SignatureCodes.Dtd, SignatureCodes.DuplicateId, SignatureCodes.Encoding,
    });

    private static bool Accepts(X509Certificate2 key, XmlDocument? document)
    {
        try
        {
            if (document?.GetElementsByTagName("Signature", Mint.Dsig)[0] is not XmlElement signature)
            {
                return false;
            }

            // The key is pinned: what the document says of it is not looked at, and not read.
            foreach (var hint in signature.ChildNodes.OfType<XmlElement>().Where(child => child is { LocalName: "KeyInfo", NamespaceURI: Mint.Dsig }).ToList())
            {
                signature.RemoveChild(hint);
            }

            var engine = new Lookup(signature);
            engine.SafeCanonicalizationMethods.Add("http://www.w3.org/TR/1999/REC-xpath-19991116");
            engine.LoadXml(signature);
            return Check(engine, key);
        }
        catch (Exception refused) when (refused is CryptographicException or XmlException or FormatException or ArgumentException or System.Xml.XPath.XPathException or NotSupportedException)
        {
            return false;
        }
    }

    // It knows neither RSA-PSS nor curves, and takes any keyed hash over its canonical SignedInfo: this one is the key.
    private static bool Check(SignedXml engine, X509Certificate2 key)
    {
        var method = engine.SignatureMethod ?? "";
        using var rsa = key.GetRSAPublicKey();
        using var curve = key.GetECDsaPublicKey();
        Func<byte[], byte[], bool>? verify = method switch
        {
            _ when method.EndsWith("-rsa-MGF1", StringComparison.Ordinal) && rsa is not null => (bytes, value) => rsa.VerifyData(bytes, value, Mint.Hash(method), RSASignaturePadding.Pss),
            _ when method.StartsWith(Mint.More + "ecdsa-", StringComparison.Ordinal) && curve is not null => (bytes, value) => curve.VerifyData(bytes, value, Mint.Hash(method)),
            _ => null,
        };
        if (verify is null)
        {
            return rsa is not null && engine.CheckSignature(rsa);
        }

        using var keyed = new Keyed(engine.SignatureValue ?? [], verify);
        return engine.SignatureValue is { Length: > 0 } && engine.CheckSignature(keyed);
    }

    private static string? Defect(Specimen specimen, byte[] bytes)
    {
        var document = Oracle.Load(bytes);
        return document is null ? null : IsNumbered(document) ? Numbered : HasEmpty(document) ? Empty : Declares(document) ? Declared : Inherits(specimen, document) ? Inherited : null;
    }

    // It writes the document and reads it again, and what stood there by its number is not written by its number: a reader makes something else of it.
    private static bool IsNumbered(XmlDocument document) =>
        document.SelectNodes("//text()")!.OfType<XmlNode>().Any(text => text.Value!.Contains('\r', StringComparison.Ordinal))
        || document.SelectNodes("//@*")!.OfType<XmlNode>().Any(attribute => attribute.Value!.AsSpan().IndexOfAny("\t\r\n") >= 0);

    // Inclusive, it leaves out xml:lang="" as if it were a namespace that ends, and takes a document for the same with and without.
    private static bool HasEmpty(XmlDocument document) => document.SelectSingleNode("//@*[starts-with(name(), 'xml:') and . = '']") is not null;

    // That declaration is never written in canonical form; it does.
    private static bool Declares(XmlDocument document) =>
        document.SelectNodes("//*")!.OfType<XmlElement>().Any(element => element.HasAttribute("xmlns:xml"));

    // It hands xml:lang and the like down to SignedInfo and what is referred to, which only the inclusive form does.
    private static bool Inherits(Specimen specimen, XmlDocument document) => specimen.Profile.Canonicalization.Contains("xml-exc", StringComparison.Ordinal)
        && document.GetElementsByTagName("Signature", Mint.Dsig)[0]?.SelectNodes("ancestor::*/@*[starts-with(name(), 'xml:')]") is { Count: > 0 };

    private sealed class Lookup(XmlElement signature) : SignedXml(signature)
    {
        public override XmlElement? GetIdElement(XmlDocument? document, string idValue) => base.GetIdElement(document, idValue)
            ?? document?.SelectNodes("//*")?.OfType<XmlElement>().FirstOrDefault(element => element.GetAttribute("Id", Utility) == idValue);
    }

    private sealed class Keyed(byte[] value, Func<byte[], byte[], bool> verify) : KeyedHashAlgorithm
    {
        private readonly MemoryStream _bytes = new();

        public override int HashSize => value.Length * 8;

        public override void Initialize() => _bytes.SetLength(0);

        protected override void HashCore(byte[] array, int ibStart, int cbSize) => _bytes.Write(array, ibStart, cbSize);

        protected override byte[] HashFinal() => verify(_bytes.ToArray(), value) ? value : [.. value.Select(each => (byte)(each ^ 0xFF))];
    }
}
