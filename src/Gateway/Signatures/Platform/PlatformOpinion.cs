using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Xml;

namespace Gateway.Signatures.Platform;

/// <summary>What the platform's engine says of a signature that every rule of ours has passed.</summary>
/// <param name="Code">Empty where value and digests hold.</param>
/// <param name="Covered">The canonical bytes its transforms made of what is covered, whose digest was compared; empty unless it holds.</param>
/// <param name="Info">The canonical bytes it made of SignedInfo.</param>
internal sealed record PlatformOpinion(string Code, byte[] Covered, byte[] Info)
{
    /// <summary>
    /// Has <c>SignedXml</c> check the whole of a received document, with the key already found to be trusted, and then has its transforms make the covered bytes once more:
    /// it does not hand out those it digested, and bytes with the same digest are the same.
    /// </summary>
    public static PlatformOpinion Of(ReadOnlyMemory<byte> xml, SignatureProfile profile, SignatureShape shape, X509Certificate2 signer)
    {
        using var key = new PinnedKey(shape.Method, shape.Value, signer);
        try
        {
            var document = Load(xml);
            var signature = Bare(document);
            var engine = new LiteralReferences(signature);
            engine.LoadXml(signature);
            var code = engine.CheckSignature(key) ? "" : key.Held ? SignatureCodes.Digest : SignatureCodes.Value;
            var covered = code.Length > 0 ? [] : PlatformCanonical.Covered(document, signature, profile, shape.References[0].Uri);
            return code.Length > 0 || CryptographicOperations.FixedTimeEquals(CryptographicOperations.HashData(shape.References[0].Hash, covered), shape.References[0].Digest)
                ? new PlatformOpinion(code, covered, key.Signed)
                : new PlatformOpinion(SignatureCodes.Engines, [], key.Signed);
        }
        catch (Exception refused) when (refused is CryptographicException or XmlException or ArgumentException or FormatException or InvalidOperationException)
        {
            // Our own pass read it, by the same rules of XML; the platform does not.
            return new PlatformOpinion(SignatureCodes.Engines, [], key.Signed);
        }
    }

    private static XmlDocument Load(ReadOnlyMemory<byte> xml)
    {
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        using var reader = XmlReader.Create(
            new MemoryStream(xml.ToArray(), writable: false),
            new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = SignatureEngines.PlatformLimits.MaxBytes });
        document.Load(reader);
        return document;
    }

    // The one signature, without what it says of its key: that was read and weighed, and forms of it that are in use the platform does not read.
    private static XmlElement Bare(XmlDocument document)
    {
        var signature = (XmlElement)document.GetElementsByTagName("Signature", XmlScan.Dsig)[0]!;
        foreach (var hint in signature.ChildNodes.OfType<XmlElement>().Where(child => XmlForm.Is(child, "KeyInfo")).ToList())
        {
            signature.RemoveChild(hint);
        }

        return signature;
    }

    // An id is what our own rules take for one: no attribute that a document type would have to declare.
    private sealed class LiteralReferences(XmlElement signature) : SignedXml(signature)
    {
        public override XmlElement? GetIdElement(XmlDocument? document, string idValue) => document is null ? null : PlatformCanonical.Find(document, idValue);
    }
}
