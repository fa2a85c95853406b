using System.Security.Cryptography.X509Certificates;

namespace Gateway.Signatures.Revocations;

/// <summary>An answer about revocation as it came: from a message, a file, a responder.</summary>
/// <param name="Form">Form of the answer.</param>
/// <param name="Bytes">Its DER.</param>
public sealed record RevocationAnswer(RevocationForm Form, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>What it says of a certificate of this issuer.</summary>
    public RevocationReading Read(X509Certificate2 certificate, X509Certificate2 issuer) =>
        Form == RevocationForm.Crl ? CrlReading.Read(Bytes, certificate, issuer) : OcspReading.Read(Bytes, certificate, issuer);
}

/// <summary>What is known about revocation when a signature is looked at.</summary>
/// <param name="Of">What is known of a certificate, by its SHA-256 in hexadecimal.</param>
/// <param name="Now">The present: answers from the future do not count. It may be long after the moment the signature is judged at.</param>
public sealed record RevocationKnowledge(Func<string, IReadOnlyList<RevocationFact>> Of, DateTimeOffset Now)
{
    /// <summary>Answers at hand, whomever they are about: they are read for the certificates of each signer.</summary>
    public IReadOnlyList<RevocationAnswer> Answers { get; init; } = [];

    /// <summary>What answers say of the certificates of some paths; what says nothing is left out.</summary>
    public static RevocationKnowledge From(IEnumerable<TrustPath> paths, IReadOnlyList<RevocationAnswer> answers, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(answers);
        var facts = paths.SelectMany(path => path.Read(answers)).DistinctBy(fact => (fact.Certificate, fact.Answer)).ToLookup(fact => fact.Certificate);
        return new RevocationKnowledge(certificate => [.. facts[certificate]], now);
    }
}
