using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gateway.Signatures;

namespace Gateway.Host.Tests.Signatures;

/// <summary>One shape of signature with one kind of key: the row of the table, asked of every peer in both directions.</summary>
internal sealed record InteropCell(string Profile, string Key)
{
    private const string Body = "<Data xml:lang=\"vi\"><A b=\"1&#9;2\" a=\"&amp;&lt;&quot;\">Đồng Nai &gt; &#13;\n x</A><e/></Data>";
    private const string More = "http://www.w3.org/2001/04/xmldsig-more#";

    public static IReadOnlyList<InteropCell> All { get; } =
    [
        .. from profile in (string[])["generic/enveloped", "generic/by-id"] from key in (string[])["RSA-2048", "P-256", "P-384"] select new InteropCell(profile, key),
        .. from profile in (string[])["enveloped-exclusive-sha256", "enveloped-c14n-comments-sha1", "document-by-id-sha1", "filtered-c14n-comments-sha1", "filtered-c14n-comments-sha256"]
           select new InteropCell(profile, "RSA-2048"),
    ];

    public string File => $"{Profile.Replace('/', '-')}-{Key}";

    public bool IsFilter => Shape.Placement == SignaturePlacement.Filter;

    public SignatureProfile Shape => Profiles.Of(Profile);

    public string Document => Shape.Placement switch
    {
        SignaturePlacement.Filter => $"<Customs>\n<Header><T>304</T></Header>{Body}<Error>e</Error>\n</Customs>",
        SignaturePlacement.ById => $"<Customs xmlns:b=\"urn:b\">\n<Document Id=\"TCHQ\" b:c=\"d\">{Body}</Document>\n</Customs>",
        _ when Shape.Root is not null => $"<Customs xmlns:xsi=\"urn:x\" xml:space=\"preserve\">\n  {Body}\n</Customs>",
        _ => $"<d:Declaration xmlns:d=\"urn:d\" xmlns=\"urn:default\" xmlns:unused=\"urn:u\" xml:lang=\"en\">{Body}</d:Declaration>",
    };

    /// <summary>The document with a signature to be filled in.</summary>
    public string Template(X509Certificate2 certificate)
    {
        var at = Document.LastIndexOf("</", StringComparison.Ordinal);
        var template = Signature(certificate);
        return Document[..at] + (Shape.Container is { } container ? $"<{container}>{template}</{container}>" : template) + Document[at..];
    }

    private string Method => Key switch
    {
        "P-256" => More + "ecdsa-sha256",
        "P-384" => More + "ecdsa-sha384",
        _ => Shape.SignatureMethods[0],
    };

    private string Signature(X509Certificate2 certificate)
    {
        var steps = new StringBuilder();
        foreach (var step in Shape.Transforms[0].Select(step => step.Split(' ', 2)))
        {
            steps.Append($"<ds:Transform Algorithm=\"{step[0]}\">").Append(step.Length > 1 ? $"<ds:XPath>{step[1]}</ds:XPath>" : "").Append("</ds:Transform>\n");
        }

        var uri = Shape.Placement == SignaturePlacement.ById ? "#TCHQ" : "";
        return $"""
            <ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
              <ds:SignedInfo>
                <ds:CanonicalizationMethod Algorithm="{Shape.Canonicalization}"/>
                <ds:SignatureMethod Algorithm="{Method}"/>
                <ds:Reference URI="{uri}">
                  <ds:Transforms>{steps}</ds:Transforms>
                  <ds:DigestMethod Algorithm="{Shape.DigestMethods[0]}"/>
                  <ds:DigestValue></ds:DigestValue>
                </ds:Reference>
              </ds:SignedInfo>
              <ds:SignatureValue></ds:SignatureValue>
              <ds:KeyInfo><ds:X509Data><ds:X509Certificate>{Convert.ToBase64String(certificate.RawData)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>
            </ds:Signature>
            """;
    }
}
