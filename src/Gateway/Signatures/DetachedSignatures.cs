using System.Security.Cryptography.X509Certificates;

namespace Gateway.Signatures;

/// <summary>A detached CMS signature over bytes that lie beside it: SHA-256 and RSA, one signer, its certificate inside.</summary>
public static class DetachedSignatures
{
    private static readonly SignatureProfile Profile = new(
        "cms-detached-sha256", SignaturePlacement.DetachedCms, "", "1.2.840.113549.1.1.11", "2.16.840.1.101.3.4.2.1", []);

    /// <summary>The signature in DER; the same bytes and key give the same signature.</summary>
    public static byte[] Sign(byte[] content, SigningKey key) => CmsSignature.Sign(content, Profile, key);

    /// <summary>Whether one of those trusted signed exactly these bytes, and the signature has the form <see cref="Sign"/> writes: nothing beside what is signed can be changed.</summary>
    public static Verdict Verify(byte[] content, byte[] signature, TrustedSigners trust, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(signature);
        ArgumentNullException.ThrowIfNull(trust);
        return DetachedForm.Is(signature) ? CmsSignature.Verify(content, signature, Profile, trust, at) : Verdict.Refused(SignatureCodes.Cms);
    }

    /// <summary>The same for what others sign with tools of their own: their forms count as well.</summary>
    public static Verdict VerifyForeign(byte[] content, byte[] signature, TrustedSigners trust, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(signature);
        ArgumentNullException.ThrowIfNull(trust);
        return CmsSignature.Verify(content, signature, Profile, trust, at);
    }
}
