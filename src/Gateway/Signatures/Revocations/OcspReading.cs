using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Signatures.Revocations;

/// <summary>
/// Reads a response of the online protocol (RFC 6960) for one certificate: signed by the certificate's issuer itself, or by a responder whose
/// certificate that issuer made for the purpose. A responder's own revocation is not asked for: its certificate is short-lived or says so.
/// </summary>
public static class OcspReading
{
    /// <summary>Longest response, in bytes.</summary>
    public const int MostBytes = 131_072;

    private const int MostCertificates = 8;
    private const int MostResponses = 256;
    private const string Basic = "1.3.6.1.5.5.7.48.1.1";
    private const string Nonce = "1.3.6.1.5.5.7.48.1.2";
    private const string Purpose = "1.3.6.1.5.5.7.3.9";
    private const string Broken = "the response cannot be read";
    private static readonly Asn1Tag First = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag Second = new(TagClass.ContextSpecific, 1, isConstructed: true);

    /// <summary>What the response says of the certificate.</summary>
    public static RevocationReading Read(ReadOnlyMemory<byte> der, X509Certificate2 certificate, X509Certificate2 issuer)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        ArgumentNullException.ThrowIfNull(issuer);
        if (der.Length > MostBytes)
        {
            return RevocationReading.Nothing("the response is longer than the limit");
        }

        try
        {
            return Read(new Question(certificate, issuer, der));
        }
        catch (Exception broken) when (broken is AsnContentException or CryptographicException or OverflowException)
        {
            return RevocationReading.Nothing(Broken);
        }
    }

    private static RevocationReading Read(Question asked)
    {
        var outer = new AsnReader(asked.Response, AsnEncodingRules.DER);
        var message = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        if (message.ReadEnumeratedBytes().Span is not [0])
        {
            return RevocationReading.Nothing("the responder gave no answer");
        }

        var typed = message.ReadSequence(First).ReadSequence();
        if (typed.ReadObjectIdentifier() != Basic)
        {
            return RevocationReading.Nothing(Broken);
        }

        var response = new AsnReader(typed.ReadOctetString(), AsnEncodingRules.DER).ReadSequence();
        var signed = SignedAsn.Read(response);
        var data = Parse(signed.Signed);
        return data.Trouble.Length > 0 ? RevocationReading.Nothing(data.Trouble)
            : !IsBelieved(signed, response, asked.Issuer, data.Made) ? RevocationReading.Nothing("the response is signed by nobody who may")
            : Find(data.Responses!, asked);
    }

    private static (AsnReader? Responses, DateTimeOffset Made, string Trouble) Parse(ReadOnlyMemory<byte> signed)
    {
        var data = new AsnReader(signed, AsnEncodingRules.DER).ReadSequence();
        if (data.PeekTag() == First)
        {
            return (null, default, Broken);
        }

        // Who answered is told by the key that signed.
        data.ReadEncodedValue();
        var made = data.ReadGeneralizedTime();
        var responses = data.ReadSequence();
        var trouble = data.HasData && HasStrangers(data.ReadSequence(Second).ReadSequence()) ? "the response has a critical extension that is not understood" : "";
        data.ThrowIfNotEmpty();
        return (responses, made, trouble);
    }

    private static RevocationReading Find(AsnReader responses, Question asked)
    {
        RevocationReading? found = null;
        for (var count = 0; responses.HasData; count++)
        {
            if (count == MostResponses)
            {
                return RevocationReading.Nothing("the response has more answers than the limit");
            }

            var single = responses.ReadSequence();
            if (OcspIdentity.Is(single.ReadSequence(), asked.Certificate, asked.Issuer))
            {
                if (found is not null)
                {
                    return RevocationReading.Nothing("the response answers twice");
                }

                found = Read(single, asked);
            }
        }

        return found ?? RevocationReading.Nothing("the response is about other certificates");
    }

    private static RevocationReading Read(AsnReader single, Question asked)
    {
        var status = single.PeekTag();
        Revoked? revoked = null;
        switch (status.TagClass == TagClass.ContextSpecific ? status.TagValue : -1)
        {
            case 0:
                single.ReadNull(status);
                break;
            case 1:
                revoked = ReadRevoked(single.ReadSequence(status));
                break;
            default:
                return RevocationReading.Nothing("the responder does not know the certificate");
        }

        var thisUpdate = single.ReadGeneralizedTime();
        DateTimeOffset? nextUpdate = single.HasData && single.PeekTag() == First ? single.ReadSequence(First).ReadGeneralizedTime() : null;
        if (single.HasData && HasStrangers(single.ReadSequence(Second).ReadSequence()))
        {
            return RevocationReading.Nothing("the response has a critical extension that is not understood");
        }

        single.ThrowIfNotEmpty();
        return revoked is null && thisUpdate > asked.Certificate.NotAfter.ToUniversalTime()
            ? RevocationReading.Nothing("the response was made when the certificate had ended")
            : new RevocationReading(
                new RevocationFact(CrlReading.Digest(asked.Certificate.RawDataMemory.Span), RevocationForm.Ocsp, CrlReading.Digest(asked.Response.Span), thisUpdate, nextUpdate, revoked), "");
    }

    private static Revoked ReadRevoked(AsnReader info)
    {
        var since = info.ReadGeneralizedTime();
        var number = info.HasData ? info.ReadSequence(First).ReadEnumeratedBytes().Span : [];
        info.ThrowIfNotEmpty();
        return new Revoked(since, number is [<= 10 and not 7 and not 8] ? (RevocationReason)number[0] : RevocationReason.Unspecified, null);
    }

    private static bool IsBelieved(SignedAsn signed, AsnReader rest, X509Certificate2 issuer, DateTimeOffset made)
    {
        if (signed.IsBy(issuer))
        {
            return true;
        }

        var certificates = rest.HasData ? rest.ReadSequence(First).ReadSequence() : null;
        for (var count = 0; certificates is { HasData: true } && count < MostCertificates; count++)
        {
            var responder = OfferedCertificates.Find(certificates.ReadEncodedValue().ToArray());
            if (responder is not null && IsDelegate(responder, issuer, made) && signed.IsBy(responder))
            {
                return true;
            }
        }

        return false;
    }

    // The issuer itself says who answers for it; that its authority says so is not enough.
    private static bool IsDelegate(X509Certificate2 responder, X509Certificate2 issuer, DateTimeOffset made) =>
        responder.IssuerName.RawData.AsSpan().SequenceEqual(issuer.SubjectName.RawData)
        && made >= responder.NotBefore.ToUniversalTime() && made <= responder.NotAfter.ToUniversalTime()
        && responder.Extensions.OfType<X509EnhancedKeyUsageExtension>().Any(usage => usage.EnhancedKeyUsages.Cast<Oid>().Any(each => each.Value == Purpose))
        && responder.Extensions.OfType<X509KeyUsageExtension>().All(usage => usage.KeyUsages.HasFlag(X509KeyUsageFlags.DigitalSignature))
        && SignedAsn.Read(responder.RawDataMemory).IsBy(issuer);

    private static bool HasStrangers(AsnReader extensions)
    {
        while (extensions.HasData)
        {
            var extension = extensions.ReadSequence();
            var name = extension.ReadObjectIdentifier();
            if (extension.PeekTag() == Asn1Tag.Boolean && extension.ReadBoolean() && name != Nonce)
            {
                return true;
            }
        }

        return false;
    }

    private sealed record Question(X509Certificate2 Certificate, X509Certificate2 Issuer, ReadOnlyMemory<byte> Response);
}
