using System.Globalization;
using System.Text;
using Gateway.Signatures;

namespace Gateway.Evidence;

/// <summary>A signed statement of where the chain ended at a time: what stands before it cannot be made anew by whoever lacks the key.</summary>
/// <param name="Sequence">Place of the entry.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="At">When it was signed, as the signer says; whole microseconds count.</param>
/// <param name="Signature">Detached CMS over <see cref="Statement"/>.</param>
/// <param name="Stamp">Time-stamp token (RFC 3161) over the signature, where an authority gave one.</param>
public sealed record Anchor(long Sequence, Digest Hash, DateTimeOffset At, byte[] Signature, byte[]? Stamp = null)
{
    // Two clocks are never the same.
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    /// <summary>Signs the end of a chain.</summary>
    public static Anchor Sign(Entry last, DateTimeOffset at, SigningKey key)
    {
        ArgumentNullException.ThrowIfNull(last);
        return new Anchor(last.Sequence, last.Hash, at, DetachedSignatures.Sign(Stated(last.Sequence, last.Hash, at), key));
    }

    /// <summary>The bytes that are signed: four lines of ASCII, each with its line feed.</summary>
    public byte[] Statement() => Stated(Sequence, Hash, At);

    /// <summary>A place as findings name it.</summary>
    public string Place => $"anchor {Sequence.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>What is wrong with its signature, or <c>null</c>.</summary>
    public Finding? Refuse(TrustedSigners trust) => Refuse(Verify(trust));

    /// <summary>What comes of checking its signature.</summary>
    internal Verdict Verify(TrustedSigners trust) => DetachedSignatures.Verify(Statement(), Signature, trust, At);

    /// <summary>What that verdict says against it, or <c>null</c>.</summary>
    internal Finding? Refuse(Verdict verdict) =>
        verdict.Valid ? null : Finding.Error(EvidenceCodes.AnchorSignature, "", Place, $"{verdict.Code}: it is not signed by a certificate that is trusted here, or was changed after that");

    /// <summary>
    /// What is wrong with its time-stamp, or <c>null</c>: it is of the signature, by an authority that is trusted, and not from before the time the
    /// anchor says. It may be from long after; nothing is wrong where there is none.
    /// </summary>
    public Finding? RefuseStamp(TrustedSigners authorities)
    {
        ArgumentNullException.ThrowIfNull(authorities);
        if (Stamp is null)
        {
            return null;
        }

        var moment = TimeStamps.Verify(Stamp, Signature, authorities, out var code);
        return moment is null ? Finding.Error(EvidenceCodes.Stamp, "", Place, $"{code}: its time-stamp is not of it, or of no authority that is trusted here")
            : moment + Skew < At ? Finding.Error(EvidenceCodes.Stamp, "", Place, "it was time-stamped before it says it was signed")
            : null;
    }

    /// <summary>What is wrong with it against the entry at its place, or <c>null</c>.</summary>
    public Finding? Refuse(Digest there) =>
        there == Hash ? null : Finding.Error(EvidenceCodes.Anchor, "", Place, $"the chain has another hash at {ChainReading.Place(Sequence)} than was signed");

    private static byte[] Stated(long sequence, Digest hash, DateTimeOffset at) => Encoding.ASCII.GetBytes(
        $"gateway evidence anchor 1\nsequence: {sequence.ToString(CultureInfo.InvariantCulture)}\nhash: {hash}\nat: {at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture)}\n");
}
