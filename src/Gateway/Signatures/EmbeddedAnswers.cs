using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml;
using Gateway.Signatures.Revocations;

namespace Gateway.Signatures;

/// <summary>
/// What a long-term signature (XAdES B-LT) brings with it so that it can be judged when nobody answers any more. None of it is covered by the signature:
/// certificates are hints, and lists and answers are worth what their own signatures are worth to whoever decides about trust.
/// </summary>
/// <param name="Certificates">Certificates in DER.</param>
/// <param name="RevocationLists">Revocation lists (RFC 5280) in DER.</param>
/// <param name="OcspResponses">OCSP responses (RFC 6960) in DER.</param>
public sealed record EmbeddedAnswers(
    IReadOnlyList<ReadOnlyMemory<byte>> Certificates, IReadOnlyList<ReadOnlyMemory<byte>> RevocationLists, IReadOnlyList<ReadOnlyMemory<byte>> OcspResponses)
{
    /// <summary>What it says of revocation.</summary>
    public IReadOnlyList<RevocationAnswer> Answers =>
        [.. RevocationLists.Select(list => new RevocationAnswer(RevocationForm.Crl, list)), .. OcspResponses.Select(response => new RevocationAnswer(RevocationForm.Ocsp, response))];

    /// <summary>
    /// What the answers inside, and nothing else, say of a signer's certificate and of those above it, as far as they are here: for whoever embeds
    /// them. <paramref name="at"/>: when the signature is made. Unknown where the certificate that issued the signer's is not here.
    /// </summary>
    public RevocationResult About(X509Certificate2 signer, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(signer);
        var path = new List<X509Certificate2> { signer };
        while (path.Count <= MostOfAKind && !Issuance.IsOwn(path[^1]) && IssuerOf(path[^1]) is { } issuer)
        {
            path.Add(issuer);
        }

        return Decide(new TrustPath([.. path.Select(certificate => certificate.RawData)], IsPinned: false, RevocationPolicy.None), at, at);
    }

    /// <summary>
    /// The same of the path by which a signer was accepted: of all below its anchor, or of a pinned one, whose issuer may stand here. A pinned one
    /// that nobody issued answers for itself, where it does.
    /// </summary>
    internal RevocationResult Decide(TrustPath path, DateTimeOffset now, DateTimeOffset at)
    {
        var whole = Complete(path) with { Policy = path.Policy with { Ask = RevocationAsk.Either, AcceptsUnaddressed = false } };
        var facts = whole.Read(Answers).ToLookup(fact => fact.Certificate);
        var said = RevocationDecision.Decide(whole with { IsPinned = whole.IsPinned || whole.Certificates.Count == 1 }, new RevocationKnowledge(certificate => [.. facts[certificate]], now), at);
        return said with { Steps = [.. said.Steps.Select((step, place) => step.State == RevocationState.Unknown && !facts.Contains(step.Certificate) ? step with { Why = Trouble(whole.Certificates, place) } : step)] };
    }

    // No address is asked here, so what is missing is something else than what asking would say.
    private string Trouble(IReadOnlyList<byte[]> path, int place)
    {
        if (place + 1 == path.Count)
        {
            return "the certificate that issued it is not here";
        }

        using var certificate = X509CertificateLoader.LoadCertificate(path[place]);
        using var issuer = X509CertificateLoader.LoadCertificate(path[place + 1]);
        return Answers.Select(answer => answer.Read(certificate, issuer).Trouble).FirstOrDefault(trouble => trouble.Length > 0) ?? "there is no answer";
    }

    /// <summary>A path with the issuer of one that is pinned, where it stands here.</summary>
    internal TrustPath Complete(TrustPath path) => path.Certificates.Count > 1 ? path : path with { Certificates = Completed(path.Certificates[0]) };

    private byte[][] Completed(byte[] signer) => OfferedCertificates.Find(signer) is not { } certificate ? [signer]
        : Issuance.IsOwn(certificate) ? [signer, signer]
        : IssuerOf(certificate) is { } issuer ? [signer, issuer.RawData]
        : [signer];

    // Whose name and key it has: nobody else's answers count for it, whatever else the certificate that is offered as its issuer says.
    private X509Certificate2? IssuerOf(X509Certificate2 certificate) =>
        Certificates.Select(der => OfferedCertificates.Find(der.ToArray())).FirstOrDefault(issuer => issuer is not null && Issuance.IsBy(certificate, issuer));

    private const int MostOfAKind = 16;
    private const int LargestOne = 2_097_152;
    private const string Der = "http://uri.etsi.org/01903/v1.2.2#DER";

    /// <summary>What stands in the two elements, or <c>null</c> where it has another form than ours.</summary>
    internal static EmbeddedAnswers? Read(XmlElement certificates, XmlElement revocation)
    {
        if (Values(certificates, "CertificateValues", "EncapsulatedX509Certificate", IsCertificate) is not { } own
            || !XadesProperties.Is(revocation, "RevocationValues") || !XmlForm.HasOnly(revocation, "Id") || XmlForm.Elements(revocation) is not { Count: 1 or 2 } kinds)
        {
            return null;
        }

        var lists = XadesProperties.Is(kinds[0], "CRLValues") ? Values(kinds[0], "CRLValues", "EncapsulatedCRLValue", each => IsRevocationList(each)) : [];
        var responses = XadesProperties.Is(kinds[^1], "OCSPValues") ? Values(kinds[^1], "OCSPValues", "EncapsulatedOCSPValue", each => IsOcspResponse(each)) : [];
        return lists is null || responses is null || (lists.Count > 0 ? 1 : 0) + (responses.Count > 0 ? 1 : 0) != kinds.Count ? null : new EmbeddedAnswers(own, lists, responses);
    }

    /// <summary>The two elements.</summary>
    internal string Write()
    {
        var text = new StringBuilder("<xades:CertificateValues>");
        Append(text, "EncapsulatedX509Certificate", Certificates);
        text.Append("</xades:CertificateValues><xades:RevocationValues>");
        foreach (var (group, name, values) in new[] { ("CRLValues", "EncapsulatedCRLValue", RevocationLists), ("OCSPValues", "EncapsulatedOCSPValue", OcspResponses) })
        {
            if (values.Count > 0)
            {
                text.Append("<xades:").Append(group).Append('>');
                Append(text, name, values);
                text.Append("</xades:").Append(group).Append('>');
            }
        }

        return text.Append("</xades:RevocationValues>").ToString();
    }

    private static void Append(StringBuilder text, string name, IReadOnlyList<ReadOnlyMemory<byte>> values)
    {
        foreach (var value in values)
        {
            text.Append("<xades:").Append(name).Append('>').Append(Convert.ToBase64String(value.Span)).Append("</xades:").Append(name).Append('>');
        }
    }

    private static List<ReadOnlyMemory<byte>>? Values(XmlElement group, string name, string each, Func<byte[], bool> isOne)
    {
        if (!XadesProperties.Is(group, name) || !XmlForm.HasOnly(group, "Id") || XmlForm.Elements(group) is not { Count: >= 1 and <= MostOfAKind } elements)
        {
            return null;
        }

        var values = elements.Select(element => XadesProperties.Is(element, each) && element.GetAttribute("Encoding") is "" or Der ? XmlForm.Base64(element, ["Id", "Encoding"]) : null).ToList();
        return values.TrueForAll(value => value is { Length: <= LargestOne } && isOne(value)) ? values.ConvertAll(value => (ReadOnlyMemory<byte>)value) : null;
    }

    private static bool IsCertificate(byte[] bytes) => OfferedCertificates.Find(bytes) is not null;

    /// <summary>Whether bytes have the form of a revocation list (RFC 5280) in DER; what it says is for whoever verifies it.</summary>
    public static bool IsRevocationList(ReadOnlyMemory<byte> bytes) => Begins(bytes, Asn1Tag.Sequence, Asn1Tag.Sequence, Asn1Tag.PrimitiveBitString) && IsListed(bytes);

    /// <summary>Whether bytes have the form of an OCSP response (RFC 6960) in DER; what it says is for whoever verifies it.</summary>
    public static bool IsOcspResponse(ReadOnlyMemory<byte> bytes) => Begins(bytes, Asn1Tag.Enumerated, new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true));

    // A certificate has the same parts; a list has an algorithm, an issuer and a time inside the first of them.
    private static bool IsListed(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            var list = new AsnReader(bytes, AsnEncodingRules.DER).ReadSequence().ReadSequence();
            if (list.PeekTag() == Asn1Tag.Integer)
            {
                list.ReadEncodedValue();
            }

            var (algorithm, issuer) = (list.PeekTag(), list.ReadEncodedValue().Length > 0 ? list.PeekTag() : default);
            list.ReadEncodedValue();
            return algorithm == Asn1Tag.Sequence && issuer == Asn1Tag.Sequence && list.HasData && list.PeekTag() is { TagClass: TagClass.Universal, TagValue: (int)UniversalTagNumber.UtcTime or (int)UniversalTagNumber.GeneralizedTime };
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    // One value of these parts and nothing behind it; what it says is for whoever verifies it.
    private static bool Begins(ReadOnlyMemory<byte> bytes, params ReadOnlySpan<Asn1Tag> tags)
    {
        try
        {
            var outer = new AsnReader(bytes, AsnEncodingRules.DER);
            var inner = outer.ReadSequence();
            foreach (var tag in tags)
            {
                if (inner.PeekTag() != tag)
                {
                    return false;
                }

                inner.ReadEncodedValue();
            }

            return !inner.HasData && !outer.HasData;
        }
        catch (AsnContentException)
        {
            return false;
        }
    }
}
