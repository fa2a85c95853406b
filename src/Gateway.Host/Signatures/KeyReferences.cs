using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Host.Signatures.Tokens;
using Gateway.Signatures;

namespace Gateway.Host.Signatures;

/// <summary>
/// Opens keys by their references (<see cref="KeyReference"/>) and keeps them until it is disposed. What it opened has proved that
/// certificate and key belong together. Throws <see cref="InvalidDataException"/> or <see cref="IOException"/> for a reference that
/// leads nowhere, <see cref="CryptographicException"/> where a key refuses, <see cref="TokenAwayException"/> where a token does not answer.
/// </summary>
public sealed class KeyReferences : IDisposable
{
    private readonly string _folder;
    private readonly TokenLimits _limits;
    private readonly Lock _turn = new();
    private readonly Dictionary<string, SigningKey> _keys = new(StringComparer.Ordinal);
    private readonly List<IDisposable> _held = [];

    /// <summary>References whose bare names stand for files of this folder; other paths are those of the process.</summary>
    public KeyReferences(string folder)
        : this(folder, TokenLimits.Default)
    {
    }

    /// <summary>The same with other limits on tokens.</summary>
    public KeyReferences(string folder, TokenLimits limits)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(limits);
        _folder = folder;
        _limits = limits;
    }

    /// <summary>The key of a reference; the same one when it is asked for again.</summary>
    public SigningKey Open(string reference)
    {
        var parsed = KeyReference.Parse(reference);
        lock (_turn)
        {
            if (_keys.TryGetValue(reference, out var known))
            {
                return known;
            }

            var key = parsed.Scheme == "pkcs11" ? OfToken(parsed) : OfFile(parsed);
            return _keys[reference] = key;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var held in _held)
        {
            held.Dispose();
        }
    }

    private SigningKey OfToken(KeyReference reference)
    {
        var token = TokenKey.Open(reference, _limits);
        _held.Add(token);
        return token.Key;
    }

    private SigningKey OfFile(KeyReference reference)
    {
        var certificate = KeyFiles.Read(reference, _folder);
        _held.Add(certificate);
        var key = SigningKey.Of(certificate);
        KeyProof.Require(key, reference.Place);
        return key;
    }
}
