using System.Security.Cryptography.X509Certificates;
using Gateway.Host.Exchange;
using Gateway.Host.Partners;
using Gateway.Host.Serving;
using Gateway.Signatures;
using Gateway.Signatures.Revocations;

namespace Gateway.Host.Signatures;

/// <summary>Where the certificates of partners lie, and the authority whose time-stamps count where a partner names no other.</summary>
public sealed record TrustSources(CertificateFolder Certificates, TimeAuthority Authority);

/// <summary>Whom a partner's messages may be signed by: what its data says, in this environment, at an instant.</summary>
public sealed class PartnerTrust(TrustSources sources, RevocationDesk desk, GatewayOptions options, TimeProvider time)
{
    /// <summary>The signers accepted at an instant, with what is known about their revocation.</summary>
    public TrustedSigners Of(Partner partner, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(partner);
        return Of(partner, at, terms => terms.Policy, new RevocationKnowledge(desk.Book.Of, time.GetUtcNow()));
    }

    /// <summary>The same for a message that was judged before, and is only shown again: nobody is asked.</summary>
    public TrustedSigners OfJudged(Partner partner, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(partner);
        return Of(partner, at, _ => RevocationPolicy.None, null);
    }

    /// <summary>Finds out what a verdict lacks; <c>true</c> when it is worth to judge again.</summary>
    public Task<bool> LearnAsync(Partner partner, Verdict open, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(partner);
        ArgumentNullException.ThrowIfNull(open);
        return open is { Code: SignatureCodes.Revocation, Path: { } path } ? desk.LearnAsync(open, Terms(partner, path), cancellation) : Task.FromResult(false);
    }

    private TrustedSigners Of(Partner partner, DateTimeOffset at, Func<RevocationTerms, RevocationPolicy> policy, RevocationKnowledge? known) => TrustedSigners.Of(
        partner.Trusted.Where(one => one.Holds(at) && IsHere(one.Environments)).Select(one => new PinnedSigner(Certificate(one.Certificate))
        {
            Issuer = one.Issuer.Length > 0 ? Certificate(one.Issuer) : null,
            Revocation = policy(one.Revocation),
        }),
        partner.Anchors.Where(anchor => IsHere(anchor.Environments)).Select(anchor => new TrustAnchor(Certificate(anchor.Certificate))
        {
            Between = [.. anchor.Between.Select(Certificate)],
            Subjects = anchor.Subjects,
            Revocation = policy(anchor.Revocation),
        }),
        known,
        TimeAuthorities([.. partner.TimeAuthorities.Select(Certificate)]));

    private TrustedSigners? TimeAuthorities(IReadOnlyList<X509Certificate2> own) => own.Count > 0 ? new TrustedSigners(own, own) : sources.Authority.Signers;

    private X509Certificate2 Certificate(string name) => sources.Certificates.Certificate(name);

    private RevocationTerms Terms(Partner partner, TrustPath path) => path.IsPinned
        ? partner.Trusted.Where(one => IsHere(one.Environments)).FirstOrDefault(one => Is(one.Certificate, path.Certificates[0]))?.Revocation ?? new RevocationTerms()
        : partner.Anchors.Where(anchor => IsHere(anchor.Environments)).FirstOrDefault(anchor => Is(anchor.Certificate, path.Certificates[^1]))?.Revocation ?? new RevocationTerms();

    private bool Is(string name, byte[] certificate) => Certificate(name) is X509Certificate2 known && known.RawDataMemory.Span.SequenceEqual(certificate);

    private bool IsHere(IReadOnlyList<string> environments) => environments.Count == 0 || environments.Contains(options.Environment, StringComparer.OrdinalIgnoreCase);
}
