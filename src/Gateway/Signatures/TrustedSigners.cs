using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Signatures;

/// <summary>
/// Whose signatures a partner's messages may carry: certificates pinned one by one, or anchors whose leaves are trusted,
/// where wanted only those of named subjects. The certificates are the caller's; they are not disposed here.
/// </summary>
public sealed class TrustedSigners
{
    private const X509KeyUsageFlags Signing = X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation;

    // The names of P-256 and P-384 in DER.
    private static readonly byte[][] Curves = [[6, 8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 3, 1, 7], [6, 5, 0x2B, 0x81, 4, 0, 0x22]];
    private readonly IReadOnlyList<X509Certificate2> _pinned;
    private readonly IReadOnlyList<X509Certificate2> _anchors;
    private readonly IReadOnlyList<string> _subjects;

    /// <summary>Pinned certificates, anchors, and the only subjects accepted below the anchors (none named: every leaf).</summary>
    public TrustedSigners(
        IEnumerable<X509Certificate2> pinned, IEnumerable<X509Certificate2>? anchors = null, IEnumerable<string>? subjects = null)
    {
        ArgumentNullException.ThrowIfNull(pinned);
        _pinned = [.. pinned];
        _anchors = [.. anchors ?? []];
        _subjects = [.. subjects ?? []];
    }

    /// <summary>Whose time-stamps are believed; <c>null</c>: those of the same certificates.</summary>
    public TrustedSigners? TimeAuthorities { get; init; }

    /// <summary>Nobody.</summary>
    public static TrustedSigners Nobody { get; } = new([]);

    /// <summary>These certificates and no others.</summary>
    public static TrustedSigners Pin(params X509Certificate2[] certificates) => new(certificates);

    /// <summary>Leaves of these anchors.</summary>
    public static TrustedSigners Anchored(params X509Certificate2[] anchors) => new([], anchors);

    /// <summary>
    /// Weighs a certificate that a message offered. Empty when it may sign at that time, else the code.
    /// <paramref name="signer"/> is set as soon as the certificate is known to be ours to trust, so that a refusal can name it.
    /// </summary>
    internal string Weigh(X509Certificate2 offered, DateTimeOffset at, int minimumKeyBits, out X509Certificate2? signer)
    {
        signer = _pinned.FirstOrDefault(pinned => pinned.RawDataMemory.Span.SequenceEqual(offered.RawDataMemory.Span));
        var isPinned = signer is not null;
        if (signer is null && !IsAnchored(offered, at))
        {
            return SignatureCodes.Untrusted;
        }

        signer ??= offered;
        if (at < signer.NotBefore.ToUniversalTime() || at > signer.NotAfter.ToUniversalTime())
        {
            return SignatureCodes.Expired;
        }

        return !IsStrong(signer, minimumKeyBits) ? SignatureCodes.WeakKey
            : !MaySign(signer, isPinned) ? SignatureCodes.KeyUsage
            : "";
    }

    /// <summary>Whether a certificate that does something else than sign messages is trusted at a time: pinned, or below an anchor.</summary>
    internal bool Vouch(X509Certificate2 certificate, DateTimeOffset at) =>
        at >= certificate.NotBefore.ToUniversalTime() && at <= certificate.NotAfter.ToUniversalTime() && IsStrong(certificate, 2048)
        && (_pinned.Any(pinned => pinned.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span)) || IsAnchored(certificate, at));

    // RSA by its length; of curves the two that partners and tools have in common, by their names: numbers may say any curve.
    private static bool IsStrong(X509Certificate2 signer, int minimumKeyBits) => PublicKeys.Use(signer, key => key switch
    {
        RSA rsa => rsa.KeySize >= minimumKeyBits,
        ECDsa => Array.Exists(Curves, curve => signer.PublicKey.EncodedParameters?.RawData.AsSpan().SequenceEqual(curve) == true),
        _ => false,
    });

    // An authority signs for itself only where somebody trusts it by name: tools make such certificates for signers who have no other.
    private static bool MaySign(X509Certificate2 certificate, bool isPinned)
    {
        var usage = certificate.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault();
        var authority = certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority);
        return (!authority || isPinned) && (usage is null || (usage.KeyUsages & Signing) != 0);
    }

    // Revocation is not asked for yet: it needs the network, which this project does not touch.
    private bool IsAnchored(X509Certificate2 offered, DateTimeOffset at)
    {
        if (_anchors.Count == 0 || (_subjects.Count > 0 && !_subjects.Contains(offered.Subject, StringComparer.Ordinal)))
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_anchors.ToArray());
        chain.ChainPolicy.ExtraStore.AddRange(_anchors.ToArray());
        // An anchor need not be a root: whether the chain reaches one is looked at below.
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = at.UtcDateTime;
        var sound = chain.Build(offered)
            || Array.TrueForAll(chain.ChainStatus, status => (status.Status & ~(X509ChainStatusFlags.NotTimeValid | X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot)) == 0);
        var vouched = AreAuthoritiesTimely(chain, at) && chain.ChainElements.Skip(1).Any(element =>
            _anchors.Any(anchor => anchor.RawDataMemory.Span.SequenceEqual(element.Certificate.RawDataMemory.Span)));
        foreach (var element in chain.ChainElements)
        {
            element.Certificate.Dispose();
        }

        return sound && vouched;
    }

    // An expired leaf is reported as expired; an expired authority vouches for nobody.
    private static bool AreAuthoritiesTimely(X509Chain chain, DateTimeOffset at) =>
        chain.ChainElements.Skip(1).All(element =>
            at >= element.Certificate.NotBefore.ToUniversalTime() && at <= element.Certificate.NotAfter.ToUniversalTime());
}
