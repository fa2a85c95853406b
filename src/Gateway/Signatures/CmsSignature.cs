using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Signatures;

/// <summary>A detached PKCS#7 of the profile: one signer, its certificate and no other, no content, the profile's algorithms.</summary>
internal static class CmsSignature
{
    private const string Data = "1.2.840.113549.1.7.1";
    private const string SignedData = "1.2.840.113549.1.7.2";
    private const string Rsa = "1.2.840.113549.1.1.1";

    /// <summary>Signs without signed attributes: no clock and no chance goes into it, so the same input gives the same bytes.</summary>
    public static byte[] Sign(byte[] content, SignatureProfile profile, SigningKey key)
    {
        using var opened = key.Open();
        var signed = new SignedCms(new ContentInfo(new Oid(Data), content), detached: true);
        signed.ComputeSignature(new CmsSigner(SubjectIdentifierType.IssuerAndSerialNumber, key.Certificate, opened)
        {
            DigestAlgorithm = new Oid(profile.DigestMethod),
            IncludeOption = X509IncludeOption.EndCertOnly,
        });
        return signed.Encode();
    }

    /// <summary>Verifies the exact bytes of <paramref name="content"/>.</summary>
    public static Verdict Verify(byte[] content, byte[] encoded, SignatureProfile profile, TrustedSigners trust, DateTimeOffset at)
    {
        try
        {
            if (!IsDetached(encoded))
            {
                return Verdict.Refused(SignatureCodes.Cms);
            }

            var signed = new SignedCms(new ContentInfo(new Oid(Data), content), detached: true);
            signed.Decode(encoded);
            return Verify(signed, content, profile, trust, at);
        }
        catch (Exception broken) when (broken is CryptographicException or AsnContentException)
        {
            return Verdict.Refused(SignatureCodes.Cms);
        }
    }

    private static Verdict Verify(SignedCms signed, byte[] content, SignatureProfile profile, TrustedSigners trust, DateTimeOffset at)
    {
        if (signed.SignerInfos.Count != 1 || signed.Certificates.Count != 1 || signed.SignerInfos[0].CounterSignerInfos.Count > 0)
        {
            return Verdict.Refused(SignatureCodes.Signers);
        }

        var one = signed.SignerInfos[0];
        var algorithm = one.SignatureAlgorithm.Value;
        if (one.DigestAlgorithm.Value != profile.DigestMethod || (algorithm != Rsa && algorithm != profile.SignatureMethod))
        {
            return Verdict.Refused(SignatureCodes.Algorithm);
        }

        if (one.Certificate is null)
        {
            return Verdict.Refused(SignatureCodes.KeyInfo);
        }

        var code = trust.Weigh(one.Certificate, at, profile.MinimumKeyBits, out var signer, out var path);
        return code.Length > 0 ? Verdict.Refused(code, signer)
            : !IsSound(one) ? Verdict.Refused(IsDigest(one, content, profile) ? SignatureCodes.Value : SignatureCodes.Digest, signer)
            : trust.Settle(Verdict.Accepted(signer!, content, content), path!, at);
    }

    private static bool IsSound(SignerInfo signer)
    {
        try
        {
            signer.CheckSignature(verifySignatureOnly: true);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    // Without signed attributes the digest stands only inside the signature value, and the two faults cannot be told apart.
    private static bool IsDigest(SignerInfo signer, byte[] content, SignatureProfile profile)
    {
        var stated = signer.SignedAttributes.Cast<CryptographicAttributeObject>()
            .SelectMany(attribute => attribute.Values.Cast<AsnEncodedData>())
            .OfType<Pkcs9MessageDigest>()
            .FirstOrDefault();
        return stated is not null && profile.DigestBytes == SHA1.HashSizeInBytes && stated.MessageDigest.AsSpan().SequenceEqual(SHA1.HashData(content));
    }

    // The library lets content inside the PKCS#7 and bytes behind it pass; here nothing may be there that was not asked for.
    private static bool IsDetached(byte[] encoded)
    {
        var outer = new AsnReader(encoded, AsnEncodingRules.BER);
        var message = outer.ReadSequence();
        var isSigned = message.ReadObjectIdentifier() == SignedData;
        var data = message.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0)).ReadSequence();
        data.ReadInteger();
        data.ReadSetOf();
        var inside = data.ReadSequence();
        return !outer.HasData && isSigned && inside.ReadObjectIdentifier() == Data && !inside.HasData;
    }
}
