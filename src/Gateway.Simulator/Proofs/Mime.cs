using System.Net.Http.Headers;
using System.Text;

namespace Gateway.Simulator.Proofs;

/// <summary>The two parts of multipart/signed: the signed bytes exactly as they stand, and the detached signature.</summary>
internal sealed record SignedMail(byte[] Signed, byte[] Signature)
{
    /// <summary>What the first part carries below its own header lines.</summary>
    public byte[] Content
    {
        get
        {
            var at = Signed.AsSpan().IndexOf("\r\n\r\n"u8);
            return at < 0 ? [] : Signed[(at + 4)..];
        }
    }
}

/// <summary>Takes multipart/signed apart and puts it together.</summary>
internal static class Mime
{
    public static bool IsSigned(string contentType) =>
        contentType.StartsWith("multipart/signed", StringComparison.OrdinalIgnoreCase);

    public static SignedMail? Split(ReadOnlySpan<byte> body, string contentType)
    {
        if (BoundaryOf(contentType) is not { } boundary)
        {
            return null;
        }

        var delimiter = Encoding.ASCII.GetBytes("--" + boundary);
        var first = Begin(body, delimiter);
        var next = new byte[delimiter.Length + 2];
        "\r\n"u8.CopyTo(next);
        delimiter.CopyTo(next, 2);
        var length = first < 0 ? -1 : body[first..].IndexOf(next);
        if (length < 0)
        {
            return null;
        }

        var rest = body[(first + length + next.Length)..];
        var end = rest.IndexOf(next);
        return end < 0 || Decode(rest[..end]) is not { } signature ? null : new SignedMail(body.Slice(first, length).ToArray(), signature);
    }

    public static (string ContentType, byte[] Body) Join(byte[] signed, byte[] signature, string boundary)
    {
        var tail = $"\r\n--{boundary}\r\nContent-Type: application/x-pkcs7-signature; name=\"smime.p7s\"\r\n"
            + "Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"smime.p7s\"\r\n\r\n"
            + Convert.ToBase64String(signature, Base64FormattingOptions.InsertLineBreaks)
            + $"\r\n--{boundary}--\r\n";
        byte[] body = [.. Encoding.ASCII.GetBytes($"--{boundary}\r\n"), .. signed, .. Encoding.ASCII.GetBytes(tail)];
        return ($"multipart/signed; micalg=\"sha1\"; protocol=\"application/x-pkcs7-signature\"; boundary=\"{boundary}\"", body);
    }

    private static string? BoundaryOf(string contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
            ? type.Parameters.FirstOrDefault(p => p.Name.Equals("boundary", StringComparison.OrdinalIgnoreCase))?.Value?.Trim('"') is { Length: > 0 and <= 70 } b ? b : null
            : null;

    private static int Begin(ReadOnlySpan<byte> body, ReadOnlySpan<byte> delimiter)
    {
        var at = body.IndexOf(delimiter);
        if (at < 0 || (at > 0 && body[at - 1] != (byte)'\n'))
        {
            return -1;
        }

        var line = body[at..].IndexOf("\r\n"u8);
        return line < 0 ? -1 : at + line + 2;
    }

    private static byte[]? Decode(ReadOnlySpan<byte> part)
    {
        var at = part.IndexOf("\r\n\r\n"u8);
        var text = at < 0 ? "" : string.Concat(Encoding.Latin1.GetString(part[(at + 4)..]).Where(c => !char.IsWhiteSpace(c)));
        var bytes = new byte[text.Length];
        return text.Length > 0 && Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
    }
}
