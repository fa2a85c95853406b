using System.Text;
using Gateway.Signatures;
using Xunit;

namespace Gateway.Host.Tests.Signatures;

public sealed class When_xmlsec1_checks_our_signatures(DevelopmentSet set)
{
    private const string C14n = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments";
    private const string Exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";
    private const string Enveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
    private const string Body = "<Data xml:lang=\"vi\"><A b=\"1&#9;2\" a=\"&amp;&lt;&quot;\">Đồng Nai &gt; &#13;\n x</A><e/></Data>";

    /// <summary>Profile, document, where the template of a signature goes, options for ids.</summary>
    public static TheoryData<string, string> Documents => new()
    {
        { "enveloped-c14n-comments-sha1", $"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Customs xmlns:xsi=\"urn:x\" xml:space=\"preserve\">\n  {Body}\n</Customs>" },
        { "document-by-id-sha1", $"<Customs xmlns:xsi=\"urn:x\" xmlns:b=\"urn:b\">\n<Document Id=\"TCHQ\" b:c=\"d\">{Body}</Document>\n</Customs>" },
        { "document-by-id-sha1:TCHQ", $"<Customs><Document Id=\"TCHQ\">{Body}</Document></Customs>" },
        { "enveloped-exclusive-sha256", $"<d:Declaration xmlns:d=\"urn:d\" xmlns=\"urn:default\" xmlns:unused=\"urn:u\" xml:lang=\"en\">{Body}</d:Declaration>" },
    };

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task It_accepts_what_we_sign(string id, string xml)
    {
        var signed = Sign(id, xml);
        var (exit, output) = await VerifyAsync(id, signed);
        Assert.True(exit == 0, output);
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task It_refuses_what_was_tampered_with(string id, string xml)
    {
        var tampered = Encoding.UTF8.GetString(Sign(id, xml)).Replace(" Nai", " Noi", StringComparison.Ordinal);
        var (exit, _) = await VerifyAsync(id, Encoding.UTF8.GetBytes(tampered));
        Assert.NotEqual(0, exit);
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task We_accept_what_it_signs(string id, string xml)
    {
        var verdict = Verify(id, await SignByToolAsync(id, xml));
        Assert.Equal(SignatureCodes.Valid, verdict.Code);
        Assert.Equal("CN=bank DEV ONLY", verdict.Subject);
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task We_refuse_what_it_signed_and_somebody_changed(string id, string xml)
    {
        var signed = Encoding.UTF8.GetString(await SignByToolAsync(id, xml));
        Assert.Equal(SignatureCodes.Digest, Verify(id, Encoding.UTF8.GetBytes(signed.Replace(" Nai", " Noi", StringComparison.Ordinal))).Code);
    }

    private byte[] Sign(string id, string xml) =>
        XmlSignatures.Sign(Encoding.UTF8.GetBytes(xml), Profiles.Of(id), SigningKey.Of(set.Store.Key("gateway")));

    private Verdict Verify(string id, byte[] xml) => XmlSignatures.Verify(xml, Profiles.Of(id), set.Trust("bank"), set.Now);

    private Task<(int Exit, string Output)> VerifyAsync(string id, byte[] signed) =>
        Tool.RunAsync("xmlsec1", [
            "--verify", .. Ids(id), "--enabled-key-data", "x509", "--trusted-pem", set.Certificate("ca"),
            set.Write($"ours-{Name(id)}.xml", signed)]);

    private async Task<byte[]> SignByToolAsync(string id, string xml)
    {
        var template = set.Write($"template-{Name(id)}.xml", Encoding.UTF8.GetBytes(WithTemplate(id, xml)));
        var signed = Path.Combine(set.Directory, $"theirs-{Name(id)}.xml");
        var (exit, output) = await Tool.RunAsync("xmlsec1", [
            "--sign", .. Ids(id), "--privkey-pem", $"{set.Key("bank")},{set.Certificate("bank")}", "--output", signed, template]);
        Assert.True(exit == 0, output);
        return await File.ReadAllBytesAsync(signed, TestContext.Current.CancellationToken);
    }

    private static string[] Ids(string id) => IsById(id) ? ["--id-attr:Id", "Document"] : [];

    private static bool IsById(string id) => id.StartsWith("document-by-id", StringComparison.Ordinal);

    private static string Name(string id) => id.Replace(':', '-');

    private static string WithTemplate(string id, string xml)
    {
        var at = xml.LastIndexOf("</", StringComparison.Ordinal);
        var template = IsById(id) ? $"<DigitalSignatures>{Template(C14n, "sha1", "#TCHQ", [C14n])}</DigitalSignatures>"
            : id == "enveloped-exclusive-sha256" ? Template(Exclusive, "sha256", "", [Enveloped, Exclusive])
            : Template(C14n, "sha1", "", [Enveloped]);
        return xml[..at] + template + xml[at..];
    }

    // The tool's own habits are kept: a prefix, lines, issuer and serial number in its own spelling.
    private static string Template(string c14n, string hash, string uri, string[] transforms)
    {
        var method = hash == "sha1" ? "http://www.w3.org/2000/09/xmldsig#rsa-sha1" : "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
        var digest = hash == "sha1" ? "http://www.w3.org/2000/09/xmldsig#sha1" : "http://www.w3.org/2001/04/xmlenc#sha256";
        var steps = string.Concat(transforms.Select(transform => $"<ds:Transform Algorithm=\"{transform}\"/>\n"));
        return $"""
            <ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
              <ds:SignedInfo>
                <ds:CanonicalizationMethod Algorithm="{c14n}"/>
                <ds:SignatureMethod Algorithm="{method}"/>
                <ds:Reference URI="{uri}">
                  <ds:Transforms>{steps}</ds:Transforms>
                  <ds:DigestMethod Algorithm="{digest}"/>
                  <ds:DigestValue/>
                </ds:Reference>
              </ds:SignedInfo>
              <ds:SignatureValue/>
              <ds:KeyInfo><ds:X509Data><ds:X509IssuerSerial/><ds:X509Certificate/></ds:X509Data></ds:KeyInfo>
            </ds:Signature>
            """;
    }
}
