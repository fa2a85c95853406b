using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Signatures.Revocations;

/// <summary>Which certificates a list speaks of, by its extensions.</summary>
internal static class CrlScope
{
    private const string DeltaIndicator = "2.5.29.27";
    private const string IssuingPoint = "2.5.29.28";

    /// <summary>Empty where the list speaks of this certificate and for all reasons; else why it says nothing of it.</summary>
    public static string Refuse(AsnReader? extensions, X509Certificate2 certificate)
    {
        while (extensions is { HasData: true })
        {
            var extension = extensions.ReadSequence();
            var name = extension.ReadObjectIdentifier();
            var critical = extension.PeekTag() == Asn1Tag.Boolean && extension.ReadBoolean();
            var value = extension.ReadOctetString();
            var trouble = name switch
            {
                DeltaIndicator => "the list holds changes only",
                IssuingPoint => Refuse(new AsnReader(value, AsnEncodingRules.DER).ReadSequence(), certificate, []),
                _ => critical ? "the list has a critical extension that is not understood" : "",
            };
            if (trouble.Length > 0)
            {
                return trouble;
            }
        }

        return "";
    }

    // A part of a list counts for the certificates that name this very part.
    private static string Refuse(AsnReader point, X509Certificate2 certificate, List<string> names)
    {
        var isAuthority = certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority);
        var named = false;
        while (point.HasData)
        {
            var tag = point.PeekTag();
            if (tag.TagClass != TagClass.ContextSpecific)
            {
                throw new AsnContentException();
            }

            switch (tag.TagValue)
            {
                case 0:
                    named = true;
                    var choice = point.ReadSequence(tag);
                    names.AddRange(choice.PeekTag() == tag ? RevocationAddresses.Names(choice.ReadSequence(tag)).Take(16) : []);
                    break;
                case 1 or 2 when point.ReadBoolean(tag) && isAuthority == (tag.TagValue == 1):
                    return "the list is of other certificates";
                case 1 or 2:
                    break;
                default:
                    return "the list is indirect, or of some reasons only";
            }
        }

        return named && !names.Intersect(RevocationAddresses.Of(certificate).Crl, StringComparer.Ordinal).Any() ? "the list is a part of another" : "";
    }
}
