using Gateway.Signatures;

namespace Gateway.Tests.Signatures;

/// <summary>The honest signature stays sound; what the reader would read is not what was signed.</summary>
internal static class Wrappings
{
    private const string Evil = "<Document Id=\"TCHQ\"><Header/><Data><Amount>9</Amount></Data></Document>";
    private static readonly Lazy<string> Signed = new(() => Papers.Signed(Papers.ById));

    public static IEnumerable<Attack> All => [.. Moved(), .. Twins(), .. Beside(), .. Around(), .. Enveloped()];

    private static string Honest => Signed.Value.Slice("<Document", "</Document>");

    private static string NoId => Evil.Cut(" Id=\"TCHQ\"", "");

    // The signed part goes anywhere else, an evil one takes its place under every spelling of the id.
    private static IEnumerable<Attack> Moved() =>
        from place in Places()
        from evil in Evils(place)
        select Attack.Of($"original moved to {place.Name}, evil part with {evil.Name}", Papers.ById, evil.Code, () => place.Hide(evil.Evil));

    private static IEnumerable<(string Name, string Evil, string Code)> Evils(Place place) =>
    [
        ("the same id", Evil, SignatureCodes.DuplicateId),
        ("the id as ID", Evil.Cut("Id=", "ID="), SignatureCodes.DuplicateId),
        ("the id as id", Evil.Cut("Id=", "id="), SignatureCodes.DuplicateId),
        ("the id as xml:id", Evil.Cut("Id=", "xml:id="), SignatureCodes.DuplicateId),
        ("no id", NoId, place.WithoutId),
        ("another id", Evil.Cut("TCHQ", "EVIL"), place.WithAnother),
    ];

    private static IEnumerable<Place> Places() =>
    [
        new("a sibling", SignatureCodes.Coverage, SignatureCodes.Coverage, evil => Signed.Value.Cut(Honest, evil + Honest)),
        new("a later sibling", SignatureCodes.Coverage, SignatureCodes.Coverage, evil => Signed.Value.Cut(Honest, evil).Cut("</Customs>", Honest + "</Customs>")),
        new("a wrapper", SignatureCodes.Coverage, SignatureCodes.Coverage, evil => Signed.Value.Cut(Honest, evil + $"<Wrapper>{Honest}</Wrapper>")),
        new("the evil part", SignatureCodes.Reference, SignatureCodes.Reference, evil => Signed.Value.Cut(Honest, evil.Cut("</Document>", Honest + "</Document>"))),
        new("the container", SignatureCodes.Place, SignatureCodes.Place, evil => Signed.Value.Cut(Honest, evil).Cut("<DigitalSignatures>", "<DigitalSignatures>" + Honest)),
        new("an Object", SignatureCodes.Reference, SignatureCodes.Object, evil => Signed.Value.Cut(Honest, evil).Cut("</Signature>", $"<Object>{Honest}</Object></Signature>")),
        new("the KeyInfo", SignatureCodes.Reference, SignatureCodes.Reference, evil => Signed.Value.Cut(Honest, evil).Cut("</X509Data>", $"</X509Data>{Honest}")),
    ];

    private static IEnumerable<Attack> Twins() =>
    [
        Attack.Of("id twice in one element", Papers.ById, SignatureCodes.DuplicateId, () => Signed.Value.Cut("Id=\"TCHQ\"", "Id=\"TCHQ\" ID=\"TCHQ\"")),
        Attack.Of("wsu:Id twin", Papers.ById, SignatureCodes.DuplicateId, () => Signed.Value.Cut("<Header>", "<Header xmlns:w=\"urn:wsu\" w:Id=\"TCHQ\">")),
        Attack.Of("id twin on the signature", Papers.ById, SignatureCodes.DuplicateId, () => Signed.Value.Cut("<Signature ", "<Signature Id=\"TCHQ\" ")),
        Attack.Of("id renamed on both sides", Papers.ById, SignatureCodes.Value, () => Signed.Value.Cut("Id=\"TCHQ\"", "Id=\"OTHER\"").Cut("#TCHQ", "#OTHER")),
        Attack.Of("id only as ID", Papers.ById, SignatureCodes.Reference, () => Signed.Value.Cut("Id=\"TCHQ\"", "ID=\"TCHQ\"")),
        Attack.Of("another id than the profile's", KnownProfiles.Of("document-by-id-sha1:TCHQ"), SignatureCodes.Reference, () =>
            Papers.Text(XmlSignatures.Sign(Papers.Bytes(Papers.Document.Cut("TCHQ", "NNT")), Papers.ById, SigningKey.Of(Signers.Bank)))),
    ];

    private static IEnumerable<Attack> Beside() =>
    [
        Attack.Of("uncovered sibling", Papers.ById, SignatureCodes.Coverage, () => Signed.Value.Cut("<Customs>", "<Customs><Data/>")),
        Attack.Of("uncovered sibling after", Papers.ById, SignatureCodes.Coverage, () => Signed.Value.Cut("</Customs>", "<Data/></Customs>")),
        Attack.Of("uncovered text in the root", Papers.ById, SignatureCodes.Coverage, () => Signed.Value.Cut("<Customs>", "<Customs>evil")),
        Attack.Of("uncovered attribute of the root", Papers.ById, SignatureCodes.Coverage, () => Signed.Value.Cut("<Customs>", "<Customs amount=\"9\">")),
        Attack.Of("uncovered attribute of the container", Papers.ById, SignatureCodes.Place, () => Signed.Value.Cut("<DigitalSignatures>", "<DigitalSignatures amount=\"9\">")),
        Attack.Of("uncovered text in the container", Papers.ById, SignatureCodes.Place, () => Signed.Value.Cut("<DigitalSignatures>", "<DigitalSignatures>evil")),
        Attack.Of("signed element of another namespace", Papers.ById, SignatureCodes.Coverage, () => Signed.Value.Cut("<Document ", "<Document xmlns=\"urn:evil\" ")),
        Attack.Of("two containers", Papers.ById, SignatureCodes.Coverage, () => Signed.Value.Cut("</Customs>", "<DigitalSignatures/></Customs>")),
        Attack.Of("header signed, document not", Papers.ById, SignatureCodes.Reference, () => new Forger { Uri = "#H", Transforms = [] }.Sign(
            Papers.Document.Cut("<Header>", "<Header Id=\"H\">").Cut("</Customs>", "<DigitalSignatures/></Customs>"), "/*/DigitalSignatures")),
    ];

    private static IEnumerable<Attack> Around() =>
    [
        Attack.Of("whole document inside another root", Papers.ById, SignatureCodes.Place, () => $"<Evil>{Signed.Value}</Evil>"),
        Attack.Of("root inside an equal root", Papers.ById, SignatureCodes.Coverage, () => $"<Customs>{Signed.Value}{Evil.Cut("TCHQ", "E")}</Customs>"),
        Attack.Of("enveloped document inside an equal root", Papers.Enveloped, SignatureCodes.Place, () => $"<Customs>{Papers.Signed(Papers.Enveloped)}</Customs>"),
        Attack.Of("by-id document under the enveloped profile", Papers.Enveloped, SignatureCodes.Place, () => Signed.Value),
        Attack.Of("enveloped document under the by-id profile", Papers.ById, SignatureCodes.Coverage, () => Papers.Signed(Papers.Enveloped)),
        Attack.Of("root in a namespace", Papers.Enveloped, SignatureCodes.Place, () => new Forger().Sign(Papers.Payment.Cut("<Customs>", "<Customs xmlns=\"urn:evil\">"))),
    ];

    private static IEnumerable<Attack> Enveloped()
    {
        var signed = Papers.Signed(Papers.Enveloped);
        var signature = signed.Signature();
        return
        [
            Attack.Of("signature first", Papers.Enveloped, SignatureCodes.Place, () => signed.Cut(signature, "").Cut("<Header>", signature + "<Header>")),
            Attack.Of("signature deeper", Papers.Enveloped, SignatureCodes.Place, () => signed.Cut(signature, "").Cut("</Data>", signature + "</Data>")),
            Attack.Of("element after the signature", Papers.Enveloped, SignatureCodes.Place, () => signed.Cut("</Signature>", "</Signature><Data/>")),
            Attack.Of("text after the signature", Papers.Enveloped, SignatureCodes.Digest, () => signed.Cut("</Signature>", "</Signature>evil")),
            Attack.Of("two signatures", Papers.Enveloped, SignatureCodes.Many, () => signed.Cut("</Signature>", "</Signature>" + signature)),
            Attack.Of("signature in a signature", Papers.Enveloped, SignatureCodes.Many, () => signed.Cut("</KeyInfo>", "</KeyInfo>" + signature)),
            Attack.Of("stray SignedInfo", Papers.Enveloped, SignatureCodes.Place, () => signed.Cut("<Header>", signature.Slice("<SignedInfo>", "</SignedInfo>").Cut("<SignedInfo>", "<SignedInfo xmlns=\"http://www.w3.org/2000/09/xmldsig#\">") + "<Header>")),
            Attack.Of("signature of another document", Papers.Enveloped, SignatureCodes.Digest, () => Papers.Payment.Cut("1000", "9").Cut("</Customs>", signature + "</Customs>")),
            Attack.Of("header and data wrapped", Papers.Enveloped, SignatureCodes.Digest, () => signed.Cut("<Header>", "<Old><Header>").Cut("</Data>", "</Data></Old>")),
        ];
    }

    private sealed record Place(string Name, string WithoutId, string WithAnother, Func<string, string> Hide);
}
