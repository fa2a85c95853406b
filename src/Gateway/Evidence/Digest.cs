using System.Buffers;

namespace Gateway.Evidence;

/// <summary>A SHA-256.</summary>
public readonly struct Digest : IEquatable<Digest>
{
    /// <summary>Bytes of a digest.</summary>
    public const int Length = 32;

    private readonly byte[]? _bytes;

    /// <summary>A digest of exactly 32 bytes.</summary>
    public Digest(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Length);
        _bytes = bytes;
    }

    /// <summary>32 zero bytes: what stands before the first entry, and for a thing that was gone when it was to be sealed.</summary>
    public static Digest Nothing { get; } = new(new byte[Length]);

    /// <summary>Reads 64 hexadecimal digits.</summary>
    public static bool TryParse(string? text, out Digest digest)
    {
        digest = default;
        Span<byte> bytes = stackalloc byte[Length];
        if (text is not { Length: 2 * Length } || Convert.FromHexString(text, bytes, out _, out var written) != OperationStatus.Done || written != Length)
        {
            return false;
        }

        digest = new Digest(bytes.ToArray());
        return true;
    }

    /// <summary>The bytes.</summary>
    public byte[] ToArray() => [.. Span];

    /// <inheritdoc/>
    public bool Equals(Digest other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Digest other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => BitConverter.ToInt32(Span);

    /// <summary>Lower-case hexadecimal.</summary>
    public override string ToString() => Convert.ToHexStringLower(Span);

    /// <summary>Equal bytes.</summary>
    public static bool operator ==(Digest left, Digest right) => left.Equals(right);

    /// <summary>Other bytes.</summary>
    public static bool operator !=(Digest left, Digest right) => !left.Equals(right);

    internal ReadOnlySpan<byte> Span => _bytes ?? Nothing._bytes;
}
