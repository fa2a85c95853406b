using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Signatures.Revocations;

namespace Gateway.Signatures;

/// <summary>
/// Whose signatures a partner's messages may carry: certificates pinned one by one, or anchors whose leaves are trusted,
/// where wanted only those of named subjects. The certificates are the caller's; they are not disposed here.
/// </summary>
public sealed class TrustedSigners
{
    private const X509KeyUsageFlags Signing = X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation;

    private const string TimeStamping = "1.3.6.1.5.5.7.3.8";
    private const string OcspSigning = "1.3.6.1.5.5.7.3.9";
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    // The names of P-256 and P-384 in DER.
    private static readonly byte[][] Curves = [[6, 8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 3, 1, 7], [6, 5, 0x2B, 0x81, 4, 0, 0x22]];
    private readonly IReadOnlyList<X509Certificate2> _pinned;
    private readonly IReadOnlyList<PinnedSigner> _terms;
    private readonly IReadOnlyList<TrustAnchor> _anchors;
    private readonly RevocationKnowledge? _known;

    /// <summary>Pinned certificates, anchors, and the only subjects accepted below the anchors (none named: every leaf).</summary>
    public TrustedSigners(
        IEnumerable<X509Certificate2> pinned, IEnumerable<X509Certificate2>? anchors = null, IEnumerable<string>? subjects = null)
    {
        ArgumentNullException.ThrowIfNull(pinned);
        IReadOnlyList<string> named = [.. subjects ?? []];
        _terms = [.. pinned.Select(certificate => new PinnedSigner(certificate))];
        _pinned = [.. _terms.Select(term => term.Certificate)];
        _anchors = [.. (anchors ?? []).Select(anchor => new TrustAnchor(anchor) { Subjects = named })];
    }

    private TrustedSigners(IReadOnlyList<PinnedSigner> pinned, IReadOnlyList<TrustAnchor> anchors, RevocationKnowledge? known)
    {
        _known = known;
        _terms = pinned;
        _pinned = [.. pinned.Select(term => term.Certificate)];
        _anchors = anchors;
    }

    /// <summary>Whose time-stamps are believed; <c>null</c>: those of the same certificates.</summary>
    public TrustedSigners? TimeAuthorities { get; init; }

    /// <summary>Nobody.</summary>
    public static TrustedSigners Nobody { get; } = new([]);

    /// <summary>Certificates and anchors, each with its own terms, and what is known about revocation: without it nothing is, and whoever is asked about is not accepted.</summary>
    public static TrustedSigners Of(IEnumerable<PinnedSigner> pinned, IEnumerable<TrustAnchor> anchors, RevocationKnowledge? known = null, TrustedSigners? timeAuthorities = null) =>
        new([.. pinned], (IReadOnlyList<TrustAnchor>)[.. anchors], known) { TimeAuthorities = timeAuthorities };

    /// <summary>These certificates and no others.</summary>
    public static TrustedSigners Pin(params X509Certificate2[] certificates) => new(certificates);

    /// <summary>Leaves of these anchors.</summary>
    public static TrustedSigners Anchored(params X509Certificate2[] anchors) => new([], anchors);

    /// <summary>By which certificates a signer is trusted at a time; <c>null</c> where it is not.</summary>
    public TrustPath? PathOf(X509Certificate2 signer, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(signer);
        return _terms.FirstOrDefault(term => term.Certificate.RawDataMemory.Span.SequenceEqual(signer.RawDataMemory.Span)) is { } pinned
            ? new TrustPath(pinned.Issuer is { } issuer && Issuance.IsBy(signer, issuer) ? [signer.RawData, issuer.RawData] : [signer.RawData], IsPinned: true, pinned.Revocation)
            : PathToAnchor(signer, at);
    }

    /// <summary>An accepted signature, held against what is known about revocation.</summary>
    internal Verdict Settle(Verdict accepted, TrustPath path, DateTimeOffset at) => RevocationDecision.Settle(accepted, path, _known, at);

    /// <summary>Whether what is known, or came with the message, says that an authority's time-stamp of that moment cannot be believed.</summary>
    internal bool Distrusts(TrustPath authority, DateTimeOffset at, IReadOnlyList<RevocationAnswer> stapled) => RevocationDecision.IsDistrusted(authority, _known, at, stapled);

    /// <summary>
    /// Weighs a certificate that a message offered. Empty when it may sign at that time, else the code.
    /// <paramref name="signer"/> is set as soon as the certificate is known to be ours to trust, so that a refusal can name it, and
    /// <paramref name="path"/> with it.
    /// </summary>
    internal string Weigh(X509Certificate2 offered, DateTimeOffset at, int minimumKeyBits, out X509Certificate2? signer, out TrustPath? path)
    {
        path = PathOf(offered, at);
        signer = path is null ? null : _pinned.FirstOrDefault(pinned => pinned.RawDataMemory.Span.SequenceEqual(offered.RawDataMemory.Span)) ?? offered;
        if (signer is null)
        {
            return SignatureCodes.Untrusted;
        }

        if (at < signer.NotBefore.ToUniversalTime() || at > signer.NotAfter.ToUniversalTime())
        {
            return SignatureCodes.Expired;
        }

        return !IsStrong(signer, minimumKeyBits) ? SignatureCodes.WeakKey
            : !MaySign(signer, path!.IsPinned) ? SignatureCodes.KeyUsage
            : "";
    }

    /// <summary>Whether a certificate that does something else than sign messages is trusted at a time: pinned, or below an anchor.</summary>
    internal bool Vouch(X509Certificate2 certificate, DateTimeOffset at) =>
        at >= certificate.NotBefore.ToUniversalTime() && at <= certificate.NotAfter.ToUniversalTime() && IsStrong(certificate, 2048)
        && (_pinned.Any(pinned => pinned.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span)) || PathToAnchor(certificate, at) is not null);

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
        return (!authority || isPinned) && (usage is null || (usage.KeyUsages & Signing) != 0) && !IsForOthers(certificate, isPinned);
    }

    // Certificates that are for time-stamps, for answers about others, or for servers, and for nothing else (RFC 5280, 4.2.1.12). Servers sign documents
    // too here and there: where somebody trusts one by name, it may.
    private static bool IsForOthers(X509Certificate2 certificate, bool isPinned)
    {
        var purposes = certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().SelectMany(usage => usage.EnhancedKeyUsages.Cast<Oid>()).Select(purpose => purpose.Value).ToList();
        return purposes.Count > 0 && purposes.TrueForAll(purpose => purpose is TimeStamping or OcspSigning || (purpose == ServerAuthentication && !isPinned));
    }

    private TrustPath? PathToAnchor(X509Certificate2 offered, DateTimeOffset at)
    {
        var admitting = _anchors.Where(anchor => anchor.Admits(offered)).ToList();
        // Of authorities of one name and several keys the platform may take the wrong one, and does not come back: then each is tried by itself.
        return admitting.Count == 0 ? null
            : PathTo(admitting, offered, at) is { } path ? path
            : admitting.Count == 1 ? null
            : admitting.Select(anchor => PathTo([anchor], offered, at)).FirstOrDefault(each => each is not null);
    }

    private static TrustPath? PathTo(List<TrustAnchor> admitting, X509Certificate2 offered, DateTimeOffset at)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(admitting.Select(anchor => anchor.Certificate).ToArray());
        chain.ChainPolicy.ExtraStore.AddRange(admitting.SelectMany(anchor => anchor.Between.Append(anchor.Certificate)).ToArray());
        // An anchor need not be a root: whether the chain reaches one is looked at below.
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = at.UtcDateTime;
        var sound = chain.Build(offered)
            || Array.TrueForAll(chain.ChainStatus, status => (status.Status & ~(X509ChainStatusFlags.NotTimeValid | X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot)) == 0);
        var path = sound && AreAuthoritiesTimely(chain, at) ? PathIn(chain, admitting) : null;
        foreach (var element in chain.ChainElements)
        {
            element.Certificate.Dispose();
        }

        return path;
    }

    // What stands above the anchor vouches for nothing here.
    private static TrustPath? PathIn(X509Chain chain, List<TrustAnchor> anchors)
    {
        for (var at = 1; at < chain.ChainElements.Count; at++)
        {
            var element = chain.ChainElements[at].Certificate;
            if (anchors.Find(anchor => anchor.Certificate.RawDataMemory.Span.SequenceEqual(element.RawDataMemory.Span)) is { } anchor)
            {
                return new TrustPath([.. chain.ChainElements.Take(at + 1).Select(each => each.Certificate.RawData)], IsPinned: false, anchor.Revocation);
            }
        }

        return null;
    }

    // An expired leaf is reported as expired; an expired authority vouches for nobody.
    private static bool AreAuthoritiesTimely(X509Chain chain, DateTimeOffset at) =>
        chain.ChainElements.Skip(1).All(element =>
            at >= element.Certificate.NotBefore.ToUniversalTime() && at <= element.Certificate.NotAfter.ToUniversalTime());
}
