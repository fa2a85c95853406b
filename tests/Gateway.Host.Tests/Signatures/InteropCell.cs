using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gateway.Signatures;

namespace Gateway.Host.Tests.Signatures;

/// <summary>One shape of signature with one kind of key: the row of the table, asked of every peer in both directions.</summary>
internal sealed record InteropCell(string Profile, string Key)
{
    private const string Body = "<Data xml:lang=\"vi\"><A b=\"1&#9;2\" a=\"&amp;&lt;&quot;\">Đồng Nai &gt; &#13;\n x</A><e/></Data>";
    private const string Exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";
    private const string Xades = "http://uri.etsi.org/01903/v1.3.2#";
    private const string Soap = "http://schemas.xmlsoap.org/soap/envelope/";
    private const string Extension = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
    private const string Utility = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
    private const string Token = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3";
    private const string Fresh = " with Timestamp";
    private const string More = "http://www.w3.org/2001/04/xmldsig-more#";

    public static IReadOnlyList<InteropCell> All { get; } =
    [
        .. from profile in (string[])["generic/enveloped", "generic/by-id"] from key in (string[])["RSA-2048", "P-256", "P-384"] select new InteropCell(profile, key),
        .. from profile in (string[])["enveloped-exclusive-sha256", "enveloped-c14n-comments-sha1", "document-by-id-sha1", "filtered-c14n-comments-sha1", "filtered-c14n-comments-sha256"]
           select new InteropCell(profile, "RSA-2048"),
        .. from profile in (string[])["generic/xades-b", "generic/xades-t", "generic/soap-body", "generic/soap-body" + Fresh] from key in (string[])["RSA-2048", "P-256", "P-384"]
           select new InteropCell(profile, key),
    ];

    public string File => $"{Profile.Replace('/', '-').Replace(' ', '-')}-{Key}";

    public bool IsFilter => Shape.Placement == SignaturePlacement.Filter;

    public bool IsSoap => Shape.Placement == SignaturePlacement.SoapBody;

    public bool HasProperties => Shape.Level != SignatureLevel.Plain;

    public bool HasStamp => Shape.Level == SignatureLevel.TimeStamped;

    public SignatureProfile Shape => Profile.EndsWith(Fresh, StringComparison.Ordinal) ? Profiles.Of(Profile[..^Fresh.Length]) with { Fresh = true } : Profiles.Of(Profile);

    public string Document => Shape.Placement switch
    {
        SignaturePlacement.Filter => $"<Customs>\n<Header><T>304</T></Header>{Body}<Error>e</Error>\n</Customs>",
        SignaturePlacement.SoapBody => $"<s:Envelope xmlns:s=\"{Soap}\" xmlns:unused=\"urn:u\"><s:Header/><s:Body>{Body}</s:Body></s:Envelope>",
        SignaturePlacement.ById => $"<Customs xmlns:b=\"urn:b\">\n<Document Id=\"TCHQ\" b:c=\"d\">{Body}</Document>\n</Customs>",
        _ when Shape.Root is not null => $"<Customs xmlns:xsi=\"urn:x\" xml:space=\"preserve\">\n  {Body}\n</Customs>",
        _ => $"<d:Declaration xmlns:d=\"urn:d\" xmlns=\"urn:default\" xmlns:unused=\"urn:u\" xml:lang=\"en\">{Body}</d:Declaration>",
    };

    /// <summary>The document with a signature to be filled in.</summary>
    public string Template(X509Certificate2 certificate, DateTimeOffset now)
    {
        if (IsSoap)
        {
            return SoapTemplate(certificate, now);
        }

        var at = Document.LastIndexOf("</", StringComparison.Ordinal);
        var template = Signature(Data(certificate), HasProperties ? Properties(certificate, now) : "", Shape.Placement == SignaturePlacement.ById ? ["#TCHQ"] : HasProperties ? ["", "#sp"] : [""]);
        return Document[..at] + (Shape.Container is { } container ? $"<{container}>{template}</{container}>" : template) + Document[at..];
    }

    private string Method => Key switch
    {
        "P-256" => More + "ecdsa-sha256",
        "P-384" => More + "ecdsa-sha384",
        _ => Shape.SignatureMethods[0],
    };

    private static string Data(X509Certificate2 certificate) => $"<ds:X509Data><ds:X509Certificate>{Convert.ToBase64String(certificate.RawData)}</ds:X509Certificate></ds:X509Data>";

    // The token stands before the signature that names it, as other stacks have it.
    private string SoapTemplate(X509Certificate2 certificate, DateTimeOffset now)
    {
        var stamp = Shape.Fresh ? $"<u:Timestamp xmlns:u=\"{Utility}\" u:Id=\"ts\"><u:Created>{now:yyyy-MM-ddTHH:mm:ssZ}</u:Created></u:Timestamp>" : "";
        var named = $"<w:SecurityTokenReference><w:Reference URI=\"#token\" ValueType=\"{Token}\"/></w:SecurityTokenReference>";
        var header = $"<w:Security xmlns:w=\"{Extension}\" s:mustUnderstand=\"1\"><w:BinarySecurityToken xmlns:u=\"{Utility}\" ValueType=\"{Token}\" u:Id=\"token\">{Convert.ToBase64String(certificate.RawData)}</w:BinarySecurityToken>"
            + $"{stamp}{Signature(named, "", Shape.Fresh ? ["#body", "#ts"] : ["#body"])}</w:Security>";
        return Document.Replace("<s:Header/>", $"<s:Header>{header}</s:Header>", StringComparison.Ordinal)
            .Replace("<s:Body>", $"<s:Body xmlns:u=\"{Utility}\" u:Id=\"body\">", StringComparison.Ordinal);
    }

    private string Properties(X509Certificate2 certificate, DateTimeOffset now) => $"""
        <ds:Object><xades:QualifyingProperties xmlns:xades="{Xades}" Target="#sig"><xades:SignedProperties Id="sp"><xades:SignedSignatureProperties>
          <xades:SigningTime>{now:yyyy-MM-ddTHH:mm:ssZ}</xades:SigningTime>
          <xades:SigningCertificateV2><xades:Cert><xades:CertDigest><ds:DigestMethod Algorithm="{Shape.DigestMethods[0]}"/><ds:DigestValue>{Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(certificate.RawData))}</ds:DigestValue></xades:CertDigest></xades:Cert></xades:SigningCertificateV2>
        </xades:SignedSignatureProperties></xades:SignedProperties></xades:QualifyingProperties></ds:Object>
        """;

    private string Signature(string keyInfo, string more, string[] references) => $"""
        <ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"{(more.Length > 0 ? " Id=\"sig\"" : "")}>
          <ds:SignedInfo>
            <ds:CanonicalizationMethod Algorithm="{Shape.Canonicalization}"/>
            <ds:SignatureMethod Algorithm="{Method}"/>
            {string.Join("\n", references.Select(Reference))}
          </ds:SignedInfo>
          <ds:SignatureValue></ds:SignatureValue>
          <ds:KeyInfo>{keyInfo}</ds:KeyInfo>{more}
        </ds:Signature>
        """;

    private string Reference(string uri)
    {
        var steps = new StringBuilder();
        foreach (var step in (uri == "#sp" ? [Exclusive] : Shape.Transforms[0]).Select(step => step.Split(' ', 2)))
        {
            steps.Append($"<ds:Transform Algorithm=\"{step[0]}\">").Append(step.Length > 1 ? $"<ds:XPath>{step[1]}</ds:XPath>" : "").Append("</ds:Transform>\n");
        }

        return $"""
            <ds:Reference URI="{uri}"{(uri == "#sp" ? " Type=\"http://uri.etsi.org/01903#SignedProperties\"" : "")}>
                  <ds:Transforms>{steps}</ds:Transforms>
                  <ds:DigestMethod Algorithm="{Shape.DigestMethods[0]}"/>
                  <ds:DigestValue></ds:DigestValue>
                </ds:Reference>
            """;
    }
}
