namespace Gateway.Host.Signatures;

/// <summary>
/// A text that says where a key lies: <c>NAME</c> (the pair <c>NAME.crt.pem</c>, <c>NAME.key.pem</c> of the certificates folder) or
/// <c>DIR/NAME</c>; <c>pem:FILE</c> with <c>?key=FILE</c> and <c>password-source=</c>; <c>pkcs12:FILE</c> with <c>?password-source=</c>;
/// <c>pkcs11:</c> after RFC 7512 with <c>object</c>, <c>id</c>, <c>token</c>, <c>serial</c>, and <c>?module-path=</c>,
/// <c>pin-source=</c>, <c>certificate=</c>. Values may be percent-encoded. What is not known is refused, never passed over.
/// </summary>
public sealed record KeyReference
{
    private const int Longest = 2_048;
    private static readonly string[] PathNames = ["object", "id", "token", "serial", "type"];
    private static readonly string[] TokenQuery = ["module-path", "pin-source", "certificate"];
    private readonly Dictionary<string, string> _path = [];
    private readonly Dictionary<string, string> _query = [];

    private KeyReference(string scheme, string place)
    {
        Scheme = scheme;
        Place = place;
    }

    /// <summary><c>name</c>, <c>pem</c>, <c>pkcs12</c> or <c>pkcs11</c>.</summary>
    public string Scheme { get; }

    /// <summary>Name or file; empty for a token.</summary>
    public string Place { get; }

    /// <summary>A path attribute of a token's reference.</summary>
    public string? Attribute(string name) => _path.GetValueOrDefault(name);

    /// <summary>A query attribute.</summary>
    public string? Query(string name) => _query.GetValueOrDefault(name);

    /// <summary>The place of a secret, where one is named.</summary>
    public KeySecret? Secret(string name) => Query(name) is { } source ? KeySecret.Parse(source, name) : null;

    /// <summary>Reads a reference; throws <see cref="InvalidDataException"/> that says what is wrong, without repeating a secret.</summary>
    public static KeyReference Parse(string reference)
    {
        if (string.IsNullOrWhiteSpace(reference) || reference.Length > Longest || reference.Any(char.IsControl))
        {
            throw new InvalidDataException($"a key reference is a text of 1 to {Longest} characters on one line");
        }

        var colon = reference.IndexOf(':', StringComparison.Ordinal);
        var scheme = colon < 0 ? "name" : reference[..colon];
        var (body, query) = Cut(reference[(colon + 1)..], '?');
        return scheme switch
        {
            "name" => new KeyReference(scheme, reference),
            "pem" => new KeyReference(scheme, File(body, scheme)).WithQuery(query, ["key", "password-source"]),
            "pkcs12" => new KeyReference(scheme, File(body, scheme)).WithQuery(query, ["password-source"]),
            "pkcs11" => new KeyReference(scheme, "").WithQuery(query, TokenQuery).WithPath(body),
            _ => throw new InvalidDataException($"{scheme}: is no kind of key reference; there are NAME, pem:FILE, pkcs12:FILE and pkcs11:ATTRIBUTES"),
        };
    }

    private static string File(string body, string scheme) =>
        body.Length > 0 ? Decode(body, scheme) : throw new InvalidDataException($"{scheme}: names no file");

    private KeyReference WithQuery(string query, string[] known)
    {
        Fill(_query, query, '&', known);
        _ = Secret("password-source") ?? Secret("pin-source");
        return this;
    }

    private KeyReference WithPath(string path)
    {
        Fill(_path, path, ';', PathNames);
        return Attribute("object") is null && Attribute("id") is null ? throw new InvalidDataException("pkcs11: names no key: object (its label), id, or both")
            : Attribute("token") is null && Attribute("serial") is null ? throw new InvalidDataException("pkcs11: names no token: token (its label), serial, or both")
            : Query("module-path") is null ? throw new InvalidDataException("pkcs11: names no module: module-path, the token's library")
            : Attribute("type") is not (null or "private") ? throw new InvalidDataException("pkcs11: type can only be private")
            : this;
    }

    private static void Fill(Dictionary<string, string> values, string text, char separator, string[] known)
    {
        foreach (var part in text.Split(separator, StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = Cut(part, '=');
            if (name == "pin-value")
            {
                throw new InvalidDataException("pin-value is refused: a PIN is never written in a reference; name its place with pin-source=env:NAME or file:PATH");
            }

            if (!known.Contains(name))
            {
                // What stands there may be a secret somebody put in the wrong place.
                throw new InvalidDataException($"an attribute of the key reference is not known; here there are {string.Join(", ", known)}");
            }

            if (value.Length == 0 || !values.TryAdd(name, name == "id" ? value : Decode(value, name)))
            {
                throw new InvalidDataException($"{name} is empty or stands twice in the key reference");
            }
        }
    }

    // An id is bytes and need not be text: it stays encoded until it is asked for.
    internal byte[]? Id() => Attribute("id") is { } id ? DecodeBytes(id, "id") : null;

    private static string Decode(string text, string name)
    {
        try
        {
            return new System.Text.UTF8Encoding(false, throwOnInvalidBytes: true).GetString(DecodeBytes(text, name));
        }
        catch (System.Text.DecoderFallbackException)
        {
            throw new InvalidDataException($"{name} of the key reference is not text in UTF-8");
        }
    }

    private static byte[] DecodeBytes(string text, string name)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        var (length, at) = (0, 0);
        while (at < bytes.Length)
        {
            if (bytes[at] != '%')
            {
                bytes[length++] = bytes[at++];
                continue;
            }

            if (at + 2 >= bytes.Length || !char.IsAsciiHexDigit((char)bytes[at + 1]) || !char.IsAsciiHexDigit((char)bytes[at + 2]))
            {
                throw new InvalidDataException($"{name} of the key reference has a % without two hexadecimal digits");
            }

            bytes[length++] = Convert.FromHexString([(char)bytes[at + 1], (char)bytes[at + 2]])[0];
            at += 3;
        }

        return bytes[..length];
    }

    private static (string Left, string Right) Cut(string text, char separator)
    {
        var at = text.IndexOf(separator, StringComparison.Ordinal);
        return at < 0 ? (text, "") : (text[..at], text[(at + 1)..]);
    }
}
