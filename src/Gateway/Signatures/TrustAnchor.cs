using System.Security.Cryptography.X509Certificates;
using Gateway.Signatures.Revocations;

namespace Gateway.Signatures;

/// <summary>An authority whose leaves are trusted.</summary>
/// <param name="Certificate">The authority's certificate; it need not be a root.</param>
public sealed record TrustAnchor(X509Certificate2 Certificate)
{
    /// <summary>The only subjects accepted below it; none named: every leaf.</summary>
    public IReadOnlyList<string> Subjects { get; init; } = [];

    /// <summary>Authorities between it and its leaves, where messages bring only the leaf. They are not trusted by themselves.</summary>
    public IReadOnlyList<X509Certificate2> Between { get; init; } = [];

    /// <summary>Whether and how it is asked if certificates below it were revoked.</summary>
    public RevocationPolicy Revocation { get; init; } = RevocationPolicy.None;

    internal bool Admits(X509Certificate2 leaf) => Subjects.Count == 0 || Subjects.Contains(leaf.Subject, StringComparer.Ordinal);
}

/// <summary>A certificate trusted by name.</summary>
/// <param name="Certificate">The certificate.</param>
public sealed record PinnedSigner(X509Certificate2 Certificate)
{
    /// <summary>Who issued it: answers about its revocation are held against this one. Without it, or where it did not issue it, nothing can be known of it.</summary>
    public X509Certificate2? Issuer { get; init; }

    /// <summary>Whether and how it is asked if it was revoked; by default nobody is asked, as it is named one by one and can be taken out.</summary>
    public RevocationPolicy Revocation { get; init; } = RevocationPolicy.None;
}
