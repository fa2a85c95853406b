using System.Collections.Concurrent;
using Gateway.Signatures.Revocations;

namespace Gateway.Host.Signatures;

/// <summary>What this node knows about revocation: of each certificate the newest answer of each form. A copy of what the database keeps, bounded.</summary>
public sealed class RevocationBook
{
    private const int Most = 10_000;
    private readonly ConcurrentDictionary<string, IReadOnlyList<RevocationFact>> _facts = new(StringComparer.Ordinal);

    /// <summary>What is known of a certificate, by its SHA-256 in hexadecimal.</summary>
    public IReadOnlyList<RevocationFact> Of(string certificate) => _facts.TryGetValue(certificate, out var known) ? known : [];

    /// <summary>Takes a fact in; an older one of its form goes.</summary>
    public void Learn(RevocationFact fact)
    {
        ArgumentNullException.ThrowIfNull(fact);
        if (_facts.Count >= Most)
        {
            _facts.Clear();
        }

        var bare = fact with { Bytes = null };
        _facts.AddOrUpdate(
            fact.Certificate, [bare], (_, known) => known.Any(one => one.Form == fact.Form && one.ThisUpdate > fact.ThisUpdate) ? known : [.. known.Where(one => one.Form != fact.Form), bare]);
    }
}
