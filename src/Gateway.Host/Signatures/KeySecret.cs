using System.Security.Cryptography;

namespace Gateway.Host.Signatures;

/// <summary>Where a password or PIN lies: <c>env:NAME</c>, <c>file:PATH</c> or an absolute path. Only the place is kept, never what it holds.</summary>
public sealed record KeySecret
{
    private const int Longest = 1_024;
    private readonly bool _environment;
    private readonly string _place;

    private KeySecret(bool environment, string place)
    {
        _environment = environment;
        _place = place;
    }

    /// <summary>The place named by a text; anything else, a secret written out included, is refused without being repeated.</summary>
    public static KeySecret Parse(string source, string attribute)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.StartsWith("env:", StringComparison.Ordinal) && source.Length > 4)
        {
            return new KeySecret(true, source[4..]);
        }

        var path = source.StartsWith("file:", StringComparison.Ordinal) ? source["file:".Length..] : source;
        path = path.StartsWith("///", StringComparison.Ordinal) ? path[2..] : path;
        return path.Length > 0 && (source != path || Path.IsPathRooted(path))
            ? new KeySecret(false, path)
            : throw new InvalidDataException($"{attribute} is neither env:NAME nor file:PATH; the secret itself is never written in a reference");
    }

    /// <summary>The secret, without the end of line of its file. The caller clears it.</summary>
    public char[] Read()
    {
        if (_environment)
        {
            return Environment.GetEnvironmentVariable(_place) is { Length: > 0 and <= Longest } value
                ? value.ToCharArray()
                : throw new InvalidDataException($"the environment variable {_place} that should hold a password or PIN is not set, or is longer than {Longest}");
        }

        var bytes = ReadFile();
        try
        {
            return System.Text.Encoding.UTF8.GetString(bytes).TrimEnd('\r', '\n').ToCharArray();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => (_environment ? "env:" : "file:") + _place;

    private byte[] ReadFile()
    {
        var file = new FileInfo(_place);
        return !file.Exists ? throw new FileNotFoundException($"there is no {_place} to read a password or PIN from")
            : file.Length > Longest ? throw new InvalidDataException($"{_place} is longer than {Longest} bytes: no password or PIN")
            : File.ReadAllBytes(_place);
    }
}
