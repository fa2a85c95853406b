using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Signatures.Revocations;

namespace Gateway.Tests.Signatures.Revocations;

/// <summary>Lists and responses of any content, signed by any key: what the platform will not write has to be read too.</summary>
internal static class Paper
{
    private static readonly Asn1Tag First = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag Second = new(TagClass.ContextSpecific, 1, isConstructed: true);

    /// <summary>An extension: its name, whether it is critical, its value.</summary>
    public sealed record Extra(string Name, bool Critical, byte[] Value);

    /// <summary>A list of one entry, with extensions of the entry and of the whole.</summary>
    public static RevocationAnswer List(X509Certificate2 issuer, X509Certificate2? revoked, Extra[] ofEntry, Extra[] ofList, X509Certificate2? signer = null)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            Algorithm(writer);
            writer.WriteEncodedValue(issuer.SubjectName.RawData);
            writer.WriteUtcTime(Office.At.AddHours(-1));
            writer.WriteUtcTime(Office.At.AddDays(1));
            if (revoked is not null)
            {
                using (writer.PushSequence())
                using (writer.PushSequence())
                {
                    writer.WriteInteger(revoked.SerialNumberBytes.Span);
                    writer.WriteUtcTime(Office.At.AddDays(-1));
                    Extensions(writer, ofEntry);
                }
            }

            if (ofList.Length > 0)
            {
                using (writer.PushSequence(First))
                {
                    Extensions(writer, ofList);
                }
            }
        }

        return new RevocationAnswer(RevocationForm.Crl, Sign(writer.Encode(), signer ?? issuer, []));
    }

    public sealed record Single(X509Certificate2 Certificate, X509Certificate2 Issuer)
    {
        /// <summary><c>null</c>: good.</summary>
        public DateTimeOffset? Revoked { get; init; }

        public byte? Reason { get; init; }

        public bool Unknown { get; init; }

        public DateTimeOffset ThisUpdate { get; init; } = Office.At.AddHours(-1);

        public DateTimeOffset? NextUpdate { get; init; } = Office.At.AddDays(1);

        public HashAlgorithmName Hash { get; init; } = HashAlgorithmName.SHA1;
    }

    /// <summary>A response by a signer that shows these certificates.</summary>
    public static RevocationAnswer Response(X509Certificate2 signer, X509Certificate2[] shown, Single[] answers, Extra[]? extensions = null)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence(Second))
            {
                writer.WriteEncodedValue(signer.SubjectName.RawData);
            }

            writer.WriteGeneralizedTime(Office.At.AddHours(-1), omitFractionalSeconds: true);
            using (writer.PushSequence())
            {
                foreach (var answer in answers)
                {
                    Write(writer, answer);
                }
            }

            if (extensions is not null)
            {
                using (writer.PushSequence(Second))
                {
                    Extensions(writer, extensions);
                }
            }
        }

        var basic = Sign(writer.Encode(), signer, shown);
        var outer = new AsnWriter(AsnEncodingRules.DER);
        using (outer.PushSequence())
        {
            outer.WriteEncodedValue([0x0A, 1, 0]);
            using (outer.PushSequence(First))
            using (outer.PushSequence())
            {
                outer.WriteObjectIdentifier("1.3.6.1.5.5.7.48.1.1");
                outer.WriteOctetString(basic);
            }
        }

        return new RevocationAnswer(RevocationForm.Ocsp, outer.Encode());
    }

    private static void Write(AsnWriter writer, Single answer)
    {
        using var single = writer.PushSequence();
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(answer.Hash == HashAlgorithmName.SHA1 ? "1.3.14.3.2.26" : "2.16.840.1.101.3.4.2.1");
                writer.WriteNull();
            }

            writer.WriteOctetString(CryptographicOperations.HashData(answer.Hash, answer.Issuer.SubjectName.RawData));
            writer.WriteOctetString(CryptographicOperations.HashData(answer.Hash, answer.Issuer.PublicKey.EncodedKeyValue.RawData));
            writer.WriteInteger(answer.Certificate.SerialNumberBytes.Span);
        }

        Status(writer, answer);
        writer.WriteGeneralizedTime(answer.ThisUpdate, omitFractionalSeconds: true);
        if (answer.NextUpdate is { } next)
        {
            using (writer.PushSequence(First))
            {
                writer.WriteGeneralizedTime(next, omitFractionalSeconds: true);
            }
        }
    }

    private static void Status(AsnWriter writer, Single answer)
    {
        if (answer.Revoked is not { } since)
        {
            writer.WriteNull(new Asn1Tag(TagClass.ContextSpecific, answer.Unknown ? 2 : 0));
            return;
        }

        using (writer.PushSequence(Second))
        {
            writer.WriteGeneralizedTime(since, omitFractionalSeconds: true);
            if (answer.Reason is { } reason)
            {
                using (writer.PushSequence(First))
                {
                    writer.WriteEncodedValue([0x0A, 1, reason]);
                }
            }
        }
    }

    private static void Extensions(AsnWriter writer, Extra[] extras)
    {
        if (extras.Length == 0)
        {
            return;
        }

        using var all = writer.PushSequence();
        foreach (var extra in extras)
        {
            using var one = writer.PushSequence();
            writer.WriteObjectIdentifier(extra.Name);
            if (extra.Critical)
            {
                writer.WriteBoolean(true);
            }

            writer.WriteOctetString(extra.Value);
        }
    }

    // Offices of these tests sign on P-256.
    private static byte[] Sign(byte[] signed, X509Certificate2 signer, X509Certificate2[] shown)
    {
        using var key = signer.GetECDsaPrivateKey()!;
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(signed);
            Algorithm(writer);
            writer.WriteBitString(key.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
            if (shown.Length > 0)
            {
                using (writer.PushSequence(First))
                using (writer.PushSequence())
                {
                    foreach (var certificate in shown)
                    {
                        writer.WriteEncodedValue(certificate.RawData);
                    }
                }
            }
        }

        return writer.Encode();
    }

    private static void Algorithm(AsnWriter writer)
    {
        using var algorithm = writer.PushSequence();
        writer.WriteObjectIdentifier("1.2.840.10045.4.3.2");
    }
}
