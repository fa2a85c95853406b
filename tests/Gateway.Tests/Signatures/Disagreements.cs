using Gateway.Signatures;

namespace Gateway.Tests.Signatures;

/// <summary>Documents on which <c>SignedXml</c> is wrong, one way or the other, where both engines have to agree.</summary>
internal static class Disagreements
{
    private static readonly Lazy<string> Inherited = new(() => Sign(Papers.Declaration.Cut(" version=", " xml:lang=\"vi\" version="), "generic/enveloped"));
    private static readonly Lazy<string> Returned = new(() => Sign(Papers.Declaration.Cut("1000", "1000&#13;"), "generic/enveloped"));
    private static readonly Lazy<string> Tabbed = new(() => Sign(Papers.Document.Cut("<Amount>", "<Amount note=\"a&#9;b\">"), "generic/by-id"));

    public static IEnumerable<Attack> All =>
    [
        Of("content with an empty xml:lang more, which only the platform accepts", "document-by-id-sha1", () => Papers.Signed(Papers.ById).Cut("<Amount>", "<Amount xml:lang=\"\">")),
        Of("the same on the root", "enveloped-c14n-comments-sha1", () => Papers.Signed(Papers.Enveloped).Cut("<Customs>", "<Customs xml:lang=\"\">")),
        Of("xml:lang above a signature in exclusive form, which only we accept", "generic/enveloped", () => Inherited.Value),
        Of("a carriage return by its number, which only we accept", "generic/enveloped", () => Returned.Value),
        Of("a tab by its number, which only we accept", "generic/by-id", () => Tabbed.Value),
        Of("the xml prefix declared, which only we accept", "generic/enveloped", () => Sign(Papers.Declaration.Cut("<d:Amount", "<d:Amount xml:lang=\"vi\""), "generic/enveloped").Cut("<d:Declaration", "<d:Declaration xmlns:xml=\"http://www.w3.org/XML/1998/namespace\"")),
    ];

    private static string Sign(string xml, string id) => Papers.Text(XmlSignatures.Sign(Papers.Bytes(xml), KnownProfiles.Of(id), SigningKey.Of(Signers.Bank), Signers.At));

    private static Attack Of(string name, string id, Func<string> make) => Attack.Of($"two engines: {name}", KnownProfiles.Of(id) with { Engine = SignatureEngine.Both }, SignatureCodes.Engines, make);
}
