using System.Formats.Asn1;
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
