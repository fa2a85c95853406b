using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Signatures;

namespace Gateway.Tests.Signatures.Fuzzing;

/// <summary>A signed document to be damaged, and by which profile and key it is to be judged afterwards.</summary>
internal sealed record Specimen(string Name, SignatureProfile Profile, X509Certificate2 Key, byte[] Bytes)
{
    private const int LargestAttack = 20_000;
    private const string Soap = "http://schemas.xmlsoap.org/soap/envelope/";
    private const string Pss = "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1";
    private static readonly Lazy<IReadOnlyList<Specimen>> LazyHonest = new(() => [.. Make()]);
    private static readonly Lazy<IReadOnlyList<Attack>> LazyBattery = new(() => [.. When_a_signed_document_is_attacked.All.Where(attack => attack.Profile.Engine == SignatureEngine.Own)]);

    /// <summary>Every profile with every kind of key, two contents each: the second one is what the first is spliced with.</summary>
    public static IReadOnlyList<Specimen> Honest => LazyHonest.Value;

    /// <summary>Any of those, or once in so many times an attack of the battery. Floods are as large as they have to be, and would be all a run does.</summary>
    public static Specimen Any(Random random)
    {
        var attack = random.Next(8) == 0 ? Mutation.Any(random, LazyBattery.Value) : null;
        var bytes = attack?.Make() ?? [];
        return bytes.Length is 0 or > LargestAttack ? Mutation.Any(random, Honest) : new Specimen(attack!.Name, attack.Profile, Signers.Bank, bytes);
    }

    public TrustedSigners Trust => new([Key]) { TimeAuthorities = TrustedSigners.Pin(SeededKeys.Time, Propertied.Authority) };

    public Verdict Verify(byte[] bytes) => XmlSignatures.Verify(bytes, Profile, Trust, Signers.At);

    private static IEnumerable<Specimen> Make() =>
        from amount in (string[])["1000", "2500"]
        from specimen in (IEnumerable<Specimen>)
        [
            .. Keyed("generic/enveloped", Enveloped(amount)),
            Of("generic/enveloped", SeededKeys.Rsa, Enveloped(amount), profile => profile with { SignatureMethods = [Pss] }),
            .. Keyed("generic/by-id", ById(amount)),
            .. Keyed("generic/soap-body", Body(amount)),
            Of("generic/soap-body", SeededKeys.Rsa, Body(amount), profile => profile with { Fresh = true }),
            .. Keyed("generic/xades-b", Enveloped(amount)),
            .. Keyed("generic/xades-t", Enveloped(amount)).Select(Stamped),
            .. Keyed("generic/xades-lt", Enveloped(amount)).Select(Stamped).Select(Answered),
            Of("enveloped-c14n-comments-sha1", SeededKeys.Rsa, Bank(amount)),
            Of("enveloped-exclusive-sha256", SeededKeys.Rsa, Enveloped(amount)),
            Of("document-by-id-sha1", SeededKeys.Rsa, ById(amount)),
            .. Filtered("filtered-c14n-comments-sha1", Bank(amount)),
            .. Filtered("filtered-c14n-comments-sha256", Bank(amount)),
            Of("generic/enveloped", SeededKeys.Rsa, Enveloped(amount).Cut("Nai", "Nai&#13;")),
            Of("generic/by-id", SeededKeys.Rsa, ById(amount).Cut("1 2", "1&#9;2")),
            Of("generic/enveloped", SeededKeys.Rsa, Enveloped(amount).Cut(" xmlns:unused", " xml:lang=\"en\" xmlns:unused")),
            new Specimen("a namespace with an ampersand", KnownProfiles.Of("generic/enveloped"), SeededKeys.Rsa, Ampersand(amount)),
        ]
        select specimen;

    private static IEnumerable<Specimen> Keyed(string id, string document) =>
        ((X509Certificate2[])[SeededKeys.Rsa, SeededKeys.P256, SeededKeys.P384]).Select(key => Of(id, key, document));

    // Every list of transforms, and white space on both sides of the signature: none of it is covered.
    private static IEnumerable<Specimen> Filtered(string id, string document) =>
        KnownProfiles.Of(id).Transforms.Select(steps => Of(id, SeededKeys.Rsa, document, profile => profile with { Transforms = [steps] }))
            .Select(specimen => specimen with { Bytes = Papers.Bytes(Papers.Text(specimen.Bytes).Cut("</Signature>", "</Signature>\n")) });

    private static Specimen Of(string id, X509Certificate2 key, string document, Func<SignatureProfile, SignatureProfile>? change = null)
    {
        var profile = KnownProfiles.Of(id);
        var written = change?.Invoke(profile) ?? profile;
        return new Specimen($"{id} {key.Subject[10..]}", profile with { Fresh = written.Fresh }, key, XmlSignatures.Sign(Papers.Bytes(document), written, SigningKey.Of(key), Signers.At));
    }

    private static Specimen Stamped(Specimen specimen) => specimen with
    {
        Bytes = XmlSignatures.AddTimeStamp(
            specimen.Bytes, specimen.Profile, Propertied.Token(XmlSignatures.ToBeTimeStamped(specimen.Bytes, specimen.Profile), SeededKeys.Time), TrustedSigners.Pin(SeededKeys.Time)),
    };

    private static Specimen Answered(Specimen specimen) =>
        specimen with { Bytes = XmlSignatures.AddAnswers(specimen.Bytes, specimen.Profile, new EmbeddedAnswers([specimen.Key.RawData, SeededKeys.Authority.RawData], [SeededKeys.List()], [])) };

    private static byte[] Ampersand(string amount) =>
        Papers.Bytes(new Mint(KnownProfiles.Of("generic/enveloped"), $"<a:Order xmlns:a=\"urn:a&amp;b\"><a:Amount>{amount}</a:Amount></a:Order>") { Key = SeededKeys.Rsa }.Sign());

    private static string Content(string amount) =>
        $"<Data xml:lang=\"vi\"><Amount currency=\"VND\" b=\"1 2\" a=\"&amp;&lt;&quot;\">{amount}</Amount>\n  <A>Đồng Nai &gt; \n x</A><e/></Data>";

    private static string Enveloped(string amount) =>
        $"<d:Declaration xmlns:d=\"urn:d\" xmlns=\"urn:default\" xmlns:unused=\"urn:u\">\n  {Content(amount)}<d:Line d:n=\"1\" n='2'/>\n</d:Declaration>";

    private static string Bank(string amount) => $"<Customs>\n  <Header><T>304</T></Header>{Content(amount)}\n</Customs>";

    private static string ById(string amount) => $"<Customs xmlns:b=\"urn:b\">\n<Document Id=\"TCHQ\" b:c=\"d\">{Content(amount)}</Document>\n</Customs>";

    private static string Body(string amount) => $"<s:Envelope xmlns:s=\"{Soap}\" xmlns:unused=\"urn:u\"><s:Body>{Content(amount)}</s:Body></s:Envelope>";
}
