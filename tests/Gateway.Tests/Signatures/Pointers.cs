using Gateway.Signatures;

namespace Gateway.Tests.Signatures;

/// <summary>References and transforms that are not the profile's, on every ground; each is signed soundly by the trusted key.</summary>
internal static class Pointers
{
    private const string XPath = "http://www.w3.org/TR/1999/REC-xpath-19991116";
    private const string XPath2 = "http://www.w3.org/2002/06/xmldsig-filter2";
    private const string Exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";
    private const string Enveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

    private static readonly string[] Uris =
    [
        "#", "#x", "##TCHQ", "TCHQ", "# TCHQ", "#TCHQ ", "#tchq", "#xpointer(/)", "#xpointer(id('TCHQ'))", "#xpointer(id(&quot;TCHQ&quot;))", "#element(/1)",
        "file:///etc/hostname", "http://127.0.0.1:1/x", "https://127.0.0.1:1/x", "ftp://127.0.0.1/x", "cid:part1", "data:,x", "//127.0.0.1/x", ".", "?", "%23TCHQ", "x.xml#TCHQ",
    ];

    public static IEnumerable<Attack> All => [.. Ground.All.SelectMany(References), .. Ground.All.SelectMany(Counted), .. Ground.All.SelectMany(Steps)];

    private static bool IsById(Ground ground) => ground.Profile.Placement == SignaturePlacement.ById;

    private static IEnumerable<Attack> References(Ground ground) =>
        from uri in Uris.Append(IsById(ground) ? "" : "#TCHQ")
        select ground.Minted($"reference to '{uri}'", SignatureCodes.Reference, mint => mint with { Uri = uri });

    private static IEnumerable<Attack> Counted(Ground ground)
    {
        string Reference() => ground.Signed.Slice("<Reference", "</Reference>");
        return
        [
            ground.Of("no reference", SignatureCodes.Reference, () => ground.Signed.Cut(Reference(), "")),
            ground.Of("two references", SignatureCodes.Reference, () => ground.Signed.Cut(Reference(), Reference() + Reference())),
            ground.Of("a thousand references", SignatureCodes.Shape, () => ground.Signed.Cut(Reference(), string.Concat(Enumerable.Repeat(Reference(), 1_000)))),
            ground.Of("reference inside a reference", SignatureCodes.Shape, () => ground.Signed.Cut("</Reference>", Reference() + "</Reference>")),
            ground.Changed("reference of a type", SignatureCodes.Reference, "<Reference ", "<Reference Type=\"http://www.w3.org/2000/09/xmldsig#Object\" "),
            ground.Changed("reference with an Id", SignatureCodes.Reference, "<Reference ", "<Reference Id=\"r\" "),
            ground.Changed("reference without URI", SignatureCodes.Reference, $"<Reference URI=\"{ground.Mint.Uri}\"", "<Reference"),
            ground.Changed("URI in a namespace", SignatureCodes.Reference, "<Reference URI=", "<Reference xmlns:a=\"urn:a\" a:URI="),
            ground.Changed("URI written small", SignatureCodes.Reference, "<Reference URI=", "<Reference uri="),
            ground.Changed("Manifest beside the reference", SignatureCodes.Shape, "</Reference>", "</Reference><Manifest/>"),
        ];
    }

    private static IEnumerable<Attack> Steps(Ground ground)
    {
        var own = ground.Mint.Transforms;
        return from step in Lists(own)
               where step.Steps.Length > 0 || !ground.Profile.Transforms.Any(steps => steps.Count == 0)
               select ground.Minted($"transforms: {step.Name}", SignatureCodes.Transform, mint => mint with { Transforms = step.Steps });
    }

    private static IEnumerable<(string Name, string Steps)> Lists(string own) =>
    [
        ("none", ""),
        ("own ones twice", own + own),
        ("XSLT", own + $"<Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xslt-19991116\"><x:stylesheet xmlns:x=\"http://www.w3.org/1999/XSL/Transform\" version=\"1.0\"/></Transform>"),
        ("XPath of everything", own + Mint.Step($"{XPath} 1=1")),
        ("XPath of nothing", own + Mint.Step($"{XPath} 1=0")),
        ("XPath without the signature", own + Mint.Step($"{XPath} not(ancestor-or-self::dsig:Signature)")),
        ("XPath Filter 2", own + $"<Transform Algorithm=\"{XPath2}\"><XPath xmlns=\"{XPath2}\" Filter=\"subtract\">/</XPath></Transform>"),
        ("base64", own + Mint.Step("http://www.w3.org/2000/09/xmldsig#base64")),
        ("decryption", own + Mint.Step("http://www.w3.org/2002/07/decrypt#XML")),
        ("enveloped three times", string.Concat(Enumerable.Repeat(Mint.Step(Enveloped), 3))),
        ("exclusive with a list of prefixes", own + $"<Transform Algorithm=\"{Exclusive}\"><InclusiveNamespaces xmlns=\"{Exclusive}\" PrefixList=\"d\"/></Transform>"),
        ("C14N 1.1", own + Mint.Step("http://www.w3.org/2006/12/xml-c14n11")),
        ("an XPath where none belongs", Mint.Step($"{Enveloped} 1=1")),
        ("a name with a space", Mint.Step(Enveloped).Cut("signature\"", "signature \"")),
        ("unknown", "<Transform Algorithm=\"urn:none\"/>"),
        ("no algorithm", "<Transform/>"),
        ("other element", own + "<XPath>1=1</XPath>"),
        ("text", own + "x"),
    ];
}
