using System.Security.Cryptography.X509Certificates;

namespace Gateway.Signatures.Revocations;

/// <summary>By which certificates a signer was accepted.</summary>
/// <param name="Certificates">From the signer to the anchor, in DER; of a pinned one itself, and its issuer where that is known.</param>
/// <param name="IsPinned">The signer is trusted by name, not by an anchor.</param>
/// <param name="Policy">Whether and how revocation is asked for.</param>
public sealed record TrustPath(IReadOnlyList<byte[]> Certificates, bool IsPinned, RevocationPolicy Policy)
{
    /// <summary>SHA-256 of each certificate, hexadecimal, in the same order.</summary>
    public IReadOnlyList<string> Digests => [.. Certificates.Select(certificate => CrlReading.Digest(certificate))];

    /// <summary>How many certificates are asked about: all below the anchor, and a pinned one.</summary>
    public int Asked => Policy.Ask == RevocationAsk.None ? 0 : IsPinned ? 1 : Certificates.Count - 1;

    /// <summary>What some answers say of the certificates that are asked about.</summary>
    public IEnumerable<RevocationFact> Read(IReadOnlyList<RevocationAnswer> answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        return Enumerable.Range(0, answers.Count == 0 ? 0 : Math.Min(Asked, Certificates.Count - 1)).SelectMany(step =>
        {
            using var certificate = X509CertificateLoader.LoadCertificate(Certificates[step]);
            using var issuer = X509CertificateLoader.LoadCertificate(Certificates[step + 1]);
            return answers.Select(answer => (answer, fact: answer.Read(certificate, issuer).Fact)).Where(read => read.fact is not null)
                .Select(read => read.fact! with { Bytes = read.answer.Bytes }).ToList();
        });
    }
}
