using Gateway.Host.Database;

namespace Gateway.Host.Exchange;

/// <summary>Bytes as they are kept.</summary>
/// <param name="Bytes">The bytes, encrypted where <paramref name="Sealed"/>.</param>
/// <param name="Sealed">They are encrypted.</param>
/// <param name="Key">Fingerprint of the key.</param>
public sealed record SealedBytes(byte[] Bytes, bool Sealed, string? Key);

/// <summary>Encrypts what is kept of partners whose messages are confidential, with the key that is current in this transaction, and opens it again.</summary>
public sealed class Sealing(Confidentiality confidentiality, SealRing ring)
{
    /// <summary>The bytes as they are to be kept.</summary>
    public async Task<SealedBytes> CloseAsync(Work work, string partner, byte[] bytes, Guid bound)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (!confidentiality.Covers(partner))
        {
            return new SealedBytes(bytes, false, null);
        }

        var key = ring.Of(await work.ScalarAsync<string>("select exchange.current_seal()").ConfigureAwait(false));
        return new SealedBytes(key.Close(bytes, bound), true, key.Fingerprint);
    }

    /// <summary>What was kept; of purged bytes nothing.</summary>
    public byte[] Open(SealedBytes kept, Guid bound)
    {
        ArgumentNullException.ThrowIfNull(kept);
        return kept.Sealed && kept.Bytes.Length > 0 ? ring.Of(kept.Key).Reopen(kept.Bytes, bound) : kept.Bytes;
    }
}
