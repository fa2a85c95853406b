using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Host.Signatures;

/// <summary>The mark of a certificate made for development: a certificate policy of our own.</summary>
public static class DevelopmentPolicy
{
    /// <summary>Under the arc where anybody may take an identifier from a UUID; it means "development only" and nothing else.</summary>
    public const string Oid = "2.25.219667717266940661773110436128406292620";

    private const string CertificatePolicies = "2.5.29.32";

    /// <summary>Whether a certificate carries the mark. An extension that cannot be read counts as carrying it.</summary>
    public static bool IsOn(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return certificate.Extensions.Where(extension => extension.Oid?.Value == CertificatePolicies).Any(Names);
    }

    internal static X509Extension Extension()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(Oid);
        }

        return new X509Extension(CertificatePolicies, writer.Encode(), critical: false);
    }

    private static bool Names(X509Extension extension)
    {
        try
        {
            var policies = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
            while (policies.HasData)
            {
                if (policies.ReadSequence().ReadObjectIdentifier() == Oid)
                {
                    return true;
                }
            }

            return false;
        }
        catch (AsnContentException)
        {
            return true;
        }
    }
}
