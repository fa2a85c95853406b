using Gateway.Signatures;

namespace Gateway.Tests.Signatures;

/// <summary>
/// Wrapping by permutation: the honest part goes to every place, an evil one takes its own under every spelling of an id, on either side of
/// the signature; and under a filter every order of honest and evil parts.
/// </summary>
internal static class Arrangements
{
    private const string Evil = "<Document><Header/><Data><Amount>9</Amount></Data></Document>";
    private const string Error = "<Error>e</Error>";
    private static readonly string[] Twins = ["Id", "ID", "id", "iD", "xml:id", "wsu:Id"];

    public static IEnumerable<Attack> All => [.. Moved(), .. Ordered(), .. Named(), .. Rooted()];

    private static string Honest => Ground.ById.Signed.Slice("<Document", "</Document>");

    private static string Signature => Ground.ById.Signed.Signature();

    private static IEnumerable<Attack> Moved() =>
        from place in Places()
        from evil in Evils()
        from last in (bool[])[false, true]
        select Ground.ById.Of(
            $"honest part in {place.Name}, evil part {evil.Name} {(last ? "behind" : "before")} the signature",
            evil.IsTwin ? SignatureCodes.DuplicateId : place.Signatures > 1 ? SignatureCodes.Many : evil.HasId ? place.WithId : place.Without,
            () => place.Hide(evil.Part) is var (part, signature) ? $"<Customs>{(last ? signature + part : part + signature)}</Customs>" : "");

    private static IEnumerable<(string Name, string Part, bool IsTwin, bool HasId)> Evils() =>
    [
        .. Twins.Select(twin => ($"with {twin}", Evil.Cut("<Document", $"<Document xmlns:wsu=\"urn:wsu\" {twin}=\"TCHQ\""), true, true)),
        ("without id", Evil, false, false),
        ("with another id", Evil.Cut("<Document", "<Document Id=\"EVIL\""), false, true),
    ];

    private static IEnumerable<Place> Places() =>
    [
        new("a sibling before", 1, SignatureCodes.Coverage, SignatureCodes.Coverage, evil => (Honest + evil, Signature)),
        new("a sibling behind", 1, SignatureCodes.Coverage, SignatureCodes.Coverage, evil => (evil + Honest, Signature)),
        new("a wrapper", 1, SignatureCodes.Coverage, SignatureCodes.Coverage, evil => (evil + $"<W>{Honest}</W>", Signature)),
        new("a deep wrapper", 1, SignatureCodes.Coverage, SignatureCodes.Coverage, evil => (evil + $"<W><W><W>{Honest}</W></W></W>", Signature)),
        new("the evil part", 1, SignatureCodes.Coverage, SignatureCodes.Reference, evil => (evil.Cut("</Document>", Honest + "</Document>"), Signature)),
        new("an Object", 1, SignatureCodes.Coverage, SignatureCodes.Object, evil => (evil, Signature.Cut("</Signature>", $"<Object>{Honest}</Object></Signature>"))),
        new("an Object's Manifest", 1, SignatureCodes.Coverage, SignatureCodes.Object, evil => (evil, Signature.Cut("</Signature>", $"<Object><Manifest>{Honest}</Manifest></Object></Signature>"))),
        new("SignatureProperties", 1, SignatureCodes.Coverage, SignatureCodes.Object, evil => (evil, Signature.Cut("</Signature>", $"<Object><SignatureProperties>{Honest}</SignatureProperties></Object></Signature>"))),
        new("the KeyInfo", 1, SignatureCodes.Coverage, SignatureCodes.Reference, evil => (evil, Signature.Cut("</X509Data>", $"</X509Data>{Honest}"))),
        new("the value", 1, SignatureCodes.Coverage, SignatureCodes.Value, evil => (evil, Signature.Cut("<SignatureValue>", $"<SignatureValue>{Honest}"))),
        new("the signature itself", 1, SignatureCodes.Coverage, SignatureCodes.Shape, evil => (evil, Signature.Cut("</Signature>", $"{Honest}</Signature>"))),
        new("SignedInfo", 1, SignatureCodes.Coverage, SignatureCodes.Shape, evil => (evil, Signature.Cut("</SignedInfo>", $"{Honest}</SignedInfo>"))),
        new("the reference", 1, SignatureCodes.Coverage, SignatureCodes.Reference, evil => (evil, Signature.Cut("</Reference>", $"{Honest}</Reference>"))),
        new("a signature of its own", 2, "", "", evil => (evil, Signature.Cut("</Signature>", $"<Object><Signature>{Honest}</Signature></Object></Signature>"))),
        new("a signature beside", 2, "", "", evil => (evil, Signature + $"<Signature xmlns=\"{Mint.Dsig}\">{Honest}</Signature>")),
    ];

    // Every order of up to three parts before the signature; the two honest orders are left out, they are valid.
    private static IEnumerable<Attack> Ordered() =>
        from parts in Orders(3)
        where !(parts is ["Header", "Data"] or ["Header", "Data", "Error"])
        select Ground.Filter.Of($"{string.Join(", ", parts)}", CodeOf(parts), () => Filtered([.. parts.Select(part => Parts[part]())]));

    private static readonly Dictionary<string, Func<string>> Parts = new()
    {
        ["Header"] = () => Ground.Filter.Signed.Slice("<Header>", "</Header>"),
        ["Data"] = () => Ground.Filter.Signed.Slice("<Data>", "</Data>"),
        ["Error"] = () => Error,
        ["evil Header"] = () => "<Header><Message_Type>999</Message_Type></Header>",
        ["evil Data"] = () => "<Data><Amount>9</Amount></Data>",
        ["wrapper"] = () => $"<W>{Parts!["Header"]()}{Parts!["Data"]()}</W>",
        ["Error with Data"] = () => $"<Error>{Parts!["Data"]()}</Error>",
    };

    private static IEnumerable<List<string>> Orders(int most) =>
        most == 0 ? [[]] : [[], .. from rest in Orders(most - 1) from part in Parts.Keys.Except(rest) select (List<string>)[part, .. rest]];

    private static string CodeOf(List<string> parts) =>
        parts.Count >= 2 && parts[0].EndsWith("Header", StringComparison.Ordinal) && parts[1] is "Data" or "evil Data" && parts is [_, _] or [_, _, "Error"]
            && parts[0].EndsWith("Header", StringComparison.Ordinal)
            ? SignatureCodes.Digest
            : SignatureCodes.Coverage;

    private static string Filtered(List<string> parts) => $"<Customs>{string.Concat(parts)}{Ground.Filter.Signed.Signature()}</Customs>";

    // What the filter's names mean depends on namespaces; everything that could change it is refused.
    private static IEnumerable<Attack> Named()
    {
        var filter = Ground.Filter;
        return
        [
            filter.Changed("default namespace on the root", SignatureCodes.Place, "<Customs>", "<Customs xmlns=\"urn:x\">"),
            filter.Changed("empty default namespace on the root", SignatureCodes.Coverage, "<Customs>", "<Customs xmlns=\"\">"),
            filter.Changed("prefix on the root", SignatureCodes.Coverage, "<Customs>", "<Customs xmlns:x=\"urn:x\">"),
            filter.Changed("attribute on the root", SignatureCodes.Coverage, "<Customs>", "<Customs x=\"1\">"),
            filter.Changed("xml:lang on the root", SignatureCodes.Coverage, "<Customs>", "<Customs xml:lang=\"vi\">"),
            filter.Changed("xml:base on the root", SignatureCodes.Coverage, "<Customs>", "<Customs xml:base=\"http://x/\">"),
            filter.Changed("text in the root", SignatureCodes.Coverage, "<Customs>", "<Customs>x"),
            filter.Changed("text between the parts", SignatureCodes.Coverage, "</Header>", "</Header>x"),
            filter.Changed("text behind the signature", SignatureCodes.Coverage, "</Signature>", "</Signature>x"),
            filter.Changed("default namespace on Header", SignatureCodes.Coverage, "<Header>", "<Header xmlns=\"urn:x\">"),
            filter.Changed("default namespace on Data", SignatureCodes.Coverage, "<Data>", "<Data xmlns=\"urn:x\">"),
            filter.Changed("Data in a prefix", SignatureCodes.Coverage, "<Data>", "<x:Data xmlns:x=\"urn:x\"/><Data>"),
            filter.Changed("prefix declared on Data", SignatureCodes.Digest, "<Data>", "<Data xmlns:x=\"urn:x\">"),
            filter.Changed("prefix bound to nothing", SignatureCodes.Malformed, "<Data>", "<Data xmlns:x=\"\">"),
            filter.Changed("prefix that is not declared", SignatureCodes.Malformed, "<Data>", "<x:E/><Data>"),
            filter.Changed("xml bound to another name", SignatureCodes.Malformed, "<Data>", "<Data xmlns:xml=\"urn:x\">"),
            filter.Changed("xmlns declared", SignatureCodes.Malformed, "<Data>", "<Data xmlns:xmlns=\"urn:x\">"),
            filter.Changed("namespace inside Data", SignatureCodes.Digest, "<Amount>", "<Amount xmlns=\"urn:x\">"),
            filter.Changed("amount moved out of Data", SignatureCodes.Coverage, "<Data><Amount>1000</Amount>", "<Amount>9</Amount><Data><Amount>1000</Amount>"),
            filter.Changed("Header written in another case", SignatureCodes.Coverage, "<Header>", "<header/><Header>"),
            filter.Changed("Error twice", SignatureCodes.Coverage, "</Data>", "</Data><Error/><Error/>"),
            filter.Changed("Error in a namespace", SignatureCodes.Coverage, "</Data>", "</Data><Error xmlns=\"urn:x\"/>"),
            filter.Changed("Error behind the signature", SignatureCodes.Place, "</Signature>", "</Signature><Error/>"),
            filter.Changed("Header inside Error", SignatureCodes.Coverage, "</Data>", "</Data><Error><Header/></Error>"),
            filter.Changed("Data deep inside Error", SignatureCodes.Coverage, "</Data>", "</Data><Error><a><Data><Amount>9</Amount></Data></a></Error>"),
            filter.Minted("Data inside Error, signed", SignatureCodes.Coverage, mint => mint with { Document = mint.Document.Cut("</Data>", "</Data><Error><Data><Amount>9</Amount></Data></Error>") }),
            filter.Minted("namespace on the root, signed", SignatureCodes.Place, mint => mint with { Document = mint.Document.Cut("<Customs>", "<Customs xmlns=\"urn:x\">") }),
            filter.Minted("filter with other names", SignatureCodes.Transform, mint => mint with { Transforms = mint.Transforms.Cut("::Data", "::Error") }),
            filter.Minted("filter turned round", SignatureCodes.Transform, mint => mint with { Transforms = mint.Transforms.Cut("ancestor-or-self::Header", "not(ancestor-or-self::Header)") }),
            filter.Minted("filter with a space", SignatureCodes.Transform, mint => mint with { Transforms = mint.Transforms.Cut(" or ", "  or ") }),
            filter.Minted("filter with a predicate", SignatureCodes.Transform, mint => mint with { Transforms = mint.Transforms.Cut("::Data", "::Data[1]") }),
            filter.Minted("filter with a function", SignatureCodes.Transform, mint => mint with { Transforms = mint.Transforms.Cut("ancestor-or-self::Header", "count(ancestor-or-self::Header)>0") }),
            filter.Minted("filter in another case", SignatureCodes.Transform, mint => mint with { Transforms = mint.Transforms.Cut("::Data", "::data") }),
            filter.Minted("filter behind a no-break space", SignatureCodes.Transform, mint => mint with { Transforms = mint.Transforms.Cut("<XPath>", "<XPath>\u00A0") }),
            filter.Minted("filter twice", SignatureCodes.Transform, mint => mint with { Transforms = mint.Transforms + mint.Transforms }),
            filter.Minted("filter in a transform of another name", SignatureCodes.Transform, mint => mint with { Transforms = mint.Transforms.Cut("REC-xpath-19991116", "REC-xslt-19991116") }),
            filter.Minted("two expressions", SignatureCodes.Transform, mint => mint with { Transforms = mint.Transforms.Cut("</XPath>", "</XPath><XPath>1=1</XPath>") }),
        ];
    }

    private static IEnumerable<Attack> Rooted() =>
        from ground in Ground.All
        from wrapped in Wrapped(ground)
        select ground.Of(wrapped.Name, wrapped.Code, () => wrapped.Wrap(ground.Signed));

    private static IEnumerable<(string Name, string Code, Func<string, string> Wrap)> Wrapped(Ground ground) =>
    [
        ("inside another root", ground == Ground.ById ? SignatureCodes.Place : SignatureCodes.Place, signed => $"<Evil>{signed}</Evil>"),
        ("two signatures", SignatureCodes.Many, signed => signed.Cut("</Signature>", "</Signature>" + signed.Signature())),
        ("signature inside its own KeyInfo", SignatureCodes.Many, signed => signed.Cut("</KeyInfo>", signed.Signature() + "</KeyInfo>")),
        ("an empty second signature", SignatureCodes.Many, signed => signed.Cut("</Signature>", $"</Signature><Signature xmlns=\"{Mint.Dsig}\"/>")),
        ("signature in another namespace", SignatureCodes.Place, signed => signed.Cut("<Signature xmlns=\"" + Mint.Dsig, "<S xmlns=\"" + Mint.Dsig).Cut("</Signature>", "</S>")),
        ("no signature", SignatureCodes.None, signed => signed.Cut(signed.Signature(), "")),
        ("stray SignedInfo", SignatureCodes.Place, signed => signed.Cut("</Signature>", $"</Signature><SignedInfo xmlns=\"{Mint.Dsig}\"/>")),
        ("stray Object", SignatureCodes.Place, signed => signed.Cut("</Signature>", $"</Signature><d:Object xmlns:d=\"{Mint.Dsig}\"/>")),
        ("amount tampered with", SignatureCodes.Digest, signed => signed.Cut(">1000<", ">9000<")),
        ("amount dropped", SignatureCodes.Digest, signed => signed.Cut("1000", "")),
        ("amount twice", SignatureCodes.Digest, signed => signed.Cut("1000", "10001000")),
        ("line break in the amount", SignatureCodes.Digest, signed => signed.Cut("1000", "1\n000")),
        ("no-break space in the amount", SignatureCodes.Digest, signed => signed.Cut("1000", "1\u00A0000")),
        ("carriage return by number", SignatureCodes.Digest, signed => signed.Cut("1000", "1000&#13;")),
        ("other digits", SignatureCodes.Digest, signed => signed.Cut("1000", "１０００")),
        ("element inside the amount", SignatureCodes.Digest, signed => signed.Cut("1000", "1<e/>000")),
    ];

    private sealed record Place(string Name, int Signatures, string Without, string WithId, Func<string, (string Part, string Signature)> Hide);
}
