using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Signatures.Revocations;

/// <summary>Where a certificate says that it can be asked about: only addresses of HTTP are taken out, no more than a few.</summary>
/// <param name="Crl">Of lists.</param>
/// <param name="Ocsp">Of responders.</param>
public sealed record RevocationAddresses(IReadOnlyList<string> Crl, IReadOnlyList<string> Ocsp)
{
    private const int Most = 4;
    private const int LongestAddress = 2_048;
    private const string Points = "2.5.29.31";
    private const string Access = "1.3.6.1.5.5.7.1.1";
    private const string OcspMethod = "1.3.6.1.5.5.7.48.1";
    private static readonly RevocationAddresses Nowhere = new([], []);

    /// <summary>The addresses in a certificate; none where its extensions cannot be read.</summary>
    public static RevocationAddresses Of(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        try
        {
            return new RevocationAddresses(Lists(certificate), Responders(certificate));
        }
        catch (Exception broken) when (broken is AsnContentException or CryptographicException)
        {
            return Nowhere;
        }
    }

    internal static IEnumerable<string> Names(AsnReader names)
    {
        while (names.HasData)
        {
            if (names.PeekTag() == new Asn1Tag(TagClass.ContextSpecific, 6))
            {
                var address = names.ReadCharacterString(UniversalTagNumber.IA5String, new Asn1Tag(TagClass.ContextSpecific, 6));
                if (address.Length <= LongestAddress && Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
                {
                    yield return address;
                }
            }
            else
            {
                names.ReadEncodedValue();
            }
        }
    }

    // A point for some reasons only, or of another authority's list, does not tell whether the certificate is good.
    private static List<string> Lists(X509Certificate2 certificate)
    {
        var found = new List<string>();
        if (Extension(certificate, Points) is not { } points)
        {
            return found;
        }

        while (points.HasData)
        {
            var point = points.ReadSequence();
            var name = new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true);
            if (!point.HasData || point.PeekTag() != name)
            {
                continue;
            }

            var choice = point.ReadSequence(name);
            if (!point.HasData && choice.HasData && choice.PeekTag() == name)
            {
                found.AddRange(Names(choice.ReadSequence(name)).Take(Most - found.Count));
            }
        }

        return found;
    }

    private static List<string> Responders(X509Certificate2 certificate)
    {
        var found = new List<string>();
        var places = Extension(certificate, Access);
        while (places is { HasData: true })
        {
            var place = places.ReadSequence();
            if (place.ReadObjectIdentifier() == OcspMethod)
            {
                found.AddRange(Names(place).Take(Most - found.Count));
            }
        }

        return found;
    }

    private static AsnReader? Extension(X509Certificate2 certificate, string name) =>
        certificate.Extensions.FirstOrDefault(each => each.Oid?.Value == name) is { } extension ? new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence() : null;
}
