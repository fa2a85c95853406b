using System.Security.Cryptography.X509Certificates;
using System.Xml.Linq;

namespace Gateway.Simulator.Proofs;

/// <summary>Signs XML with xmlsec1.</summary>
internal static class XmlSeal
{
    public static async Task<byte[]> SignAsync(XDocument unsigned, XmlShape shape, string certificate, string key, CancellationToken cancel)
    {
        var document = new XDocument(unsigned);
        var place = shape.PlaceIn(document.Root!) ?? throw new InvalidOperationException($"no place for a {shape.Name} signature");
        using var signer = X509CertificateLoader.LoadCertificateFromFile(certificate);
        place.Add(shape.Template(signer));
        using var scratch = new Scratch();
        var input = await scratch.WriteAsync("template.xml", SafeXml.Bytes(document), cancel);
        var run = await Tool.RunAsync(
            "xmlsec1",
            ["--sign", "--privkey-pem", $"{key},{certificate}", "--id-attr:Id", "Document", "--output", scratch["signed.xml"], input],
            cancel);
        return run.Ok
            ? await File.ReadAllBytesAsync(scratch["signed.xml"], cancel)
            : throw new InvalidOperationException($"xmlsec1 did not sign: {run.Complaint}");
    }
}
