using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Signatures.Platform;

/// <summary>
/// A trusted certificate's key in the form of a keyed hash: the platform's engine compares what such a hash says of its SignedInfo with the signature value, whatever the algorithm.
/// So it takes keys and algorithms it has no words for, and nothing is registered for the whole process.
/// </summary>
internal sealed class PinnedKey(SignatureAlgorithm algorithm, byte[] value, X509Certificate2 signer) : KeyedHashAlgorithm
{
    private readonly MemoryStream _bytes = new();

    /// <summary>What was hashed: SignedInfo in canonical form.</summary>
    public byte[] Signed { get; private set; } = [];

    /// <summary>Whether the value is one of the key over that.</summary>
    public bool Held { get; private set; }

    public override int HashSize => value.Length * 8;

    public override void Initialize() => _bytes.SetLength(0);

    protected override void HashCore(byte[] array, int ibStart, int cbSize) => _bytes.Write(array, ibStart, cbSize);

    // A hash of the same length that differs in every byte is a refusal.
    protected override byte[] HashFinal()
    {
        Signed = _bytes.ToArray();
        Held = algorithm.Verify(Signed, value, signer);
        return Held ? [.. value] : [.. value.Select(each => (byte)(each ^ 0xFF))];
    }

    protected override void Dispose(bool disposing)
    {
        _bytes.Dispose();
        base.Dispose(disposing);
    }
}
