using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Gateway.Signatures;

/// <summary>
/// S/MIME <c>multipart/signed</c>: part 1 is the content type, a blank line and the body; part 2 is <c>smime.p7s</c>, a detached
/// PKCS#7 in base64. Written in one form only, read strictly and within limits.
/// </summary>
public static class SmimeMessages
{
    private const int LargestSignature = 65_536;
    private const string Multi = "multipart/signed";

    // The names with and without "x-" mean the same since 1998; both are seen.
    private static readonly string[] Protocols = ["application/x-pkcs7-signature", "application/pkcs7-signature"];

    private static SignatureProfile Profile => SignatureProfiles.DetachedCmsSha1;

    /// <summary>
    /// Signs a body. Same body, type and key, same bytes: the boundary comes from the content, and there is no signing time.
    /// What is returned was opened and verified again.
    /// </summary>
    public static (byte[] Bytes, string ContentType) Sign(ReadOnlyMemory<byte> content, string contentType, SigningKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (MediaType.Parse(contentType) is null)
        {
            throw new ArgumentException("not a content type on one line of ASCII", nameof(contentType));
        }

        byte[] signed = [.. Encoding.ASCII.GetBytes($"Content-Type: {contentType}\r\n\r\n"), .. content.Span];
        var signature = CmsSignature.Sign(signed, Profile, key);
        var boundary = Boundary(signed);
        var bytes = Write(signed, signature, boundary);
        var type = $"{Multi}; micalg=\"sha1\"; protocol=\"{Protocols[0]}\"; boundary=\"{boundary}\"";
        var verdict = Open(bytes, type, TrustedSigners.Pin(key.Certificate), key.Certificate.NotBefore.ToUniversalTime()).Verdict;
        return verdict.Valid ? (bytes, type) : throw new SigningException(verdict.Code);
    }

    /// <summary>
    /// Opens a message by the content type it came with. One that is not <c>multipart/signed</c> is handed back whole with
    /// <see cref="SignatureCodes.None"/>; whether that will do is the caller's profile to say.
    /// </summary>
    public static SmimeOpening Open(ReadOnlyMemory<byte> body, string contentType, TrustedSigners trust, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(contentType);
        ArgumentNullException.ThrowIfNull(trust);
        var type = MediaType.Parse(contentType);
        if (type?.Type != Multi)
        {
            var broken = contentType.TrimStart().StartsWith(Multi, StringComparison.OrdinalIgnoreCase);
            return broken ? Refused(SignatureCodes.Mime) : new SmimeOpening(Verdict.Refused(SignatureCodes.None), body, contentType);
        }

        var code = body.Length > XmlLimits.Default.MaxBytes ? SignatureCodes.Size
            : !IsMethod(type) ? SignatureCodes.Algorithm
            : "";
        return code.Length > 0 ? Refused(code) : OpenParts(body, type.Parameter("boundary"), trust, at);
    }

    private static SmimeOpening OpenParts(ReadOnlyMemory<byte> body, string boundary, TrustedSigners trust, DateTimeOffset at)
    {
        var split = Multipart.Split(body, boundary);
        var signed = split is null ? null : Multipart.Part(split.Value.Signed);
        var signature = split is null ? null : Multipart.Part(split.Value.Signature);
        if (signed is null || signature is null || !IsPlain(signed.Value.Headers) || !IsSignaturePart(signature.Value.Headers))
        {
            return Refused(SignatureCodes.Mime);
        }

        var encoded = Decode(signature.Value.Content.Span);
        if (encoded is null)
        {
            return Refused(SignatureCodes.Mime);
        }

        var verdict = CmsSignature.Verify(split!.Value.Signed.ToArray(), encoded, Profile, trust, at);
        return verdict.Valid
            ? new SmimeOpening(verdict with { Content = signed.Value.Content.ToArray() }, signed.Value.Content, signed.Value.Headers["content-type"])
            : new SmimeOpening(verdict, ReadOnlyMemory<byte>.Empty, "");
    }

    private static SmimeOpening Refused(string code) => new(Verdict.Refused(code), ReadOnlyMemory<byte>.Empty, "");

    private static bool IsMethod(MediaType type) =>
        type.Parameter("micalg").ToLowerInvariant() is "sha1" or "sha-1"
        && Protocols.Contains(type.Parameter("protocol"), StringComparer.OrdinalIgnoreCase);

    private static bool IsPlain(Dictionary<string, string> headers) =>
        headers.Count == 1 && headers.TryGetValue("content-type", out var type) && MediaType.Parse(type) is not null;

    private static bool IsSignaturePart(Dictionary<string, string> headers) =>
        headers.Keys.All(name => name is "content-type" or "content-transfer-encoding" or "content-disposition" or "content-description")
        && Protocols.Contains(MediaType.Parse(headers.GetValueOrDefault("content-type"))?.Type)
        && headers.GetValueOrDefault("content-transfer-encoding", "").Equals("base64", StringComparison.OrdinalIgnoreCase);

    private static byte[]? Decode(ReadOnlySpan<byte> base64)
    {
        if (base64.Length > LargestSignature)
        {
            return null;
        }

        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(Encoding.ASCII.GetString(base64), bytes, out var length) && length > 0 ? bytes[..length] : null;
    }

    // From the content, not from chance; the counter steps on in the unheard-of case that the content holds its own boundary.
    private static string Boundary(byte[] signed)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(signed).AsSpan(0, 16));
        return Enumerable.Range(0, 100)
            .Select(step => $"----=_{name}_{step}")
            .First(boundary => signed.AsSpan().IndexOf(Encoding.ASCII.GetBytes(boundary)) < 0);
    }

    private static byte[] Write(byte[] signed, byte[] signature, string boundary)
    {
        var head = $"--{boundary}\r\n";
        var tail = new StringBuilder()
            .Append("\r\n--").Append(boundary).Append("\r\n")
            .Append("Content-Type: ").Append(Protocols[0]).Append("; name=\"smime.p7s\"\r\n")
            .Append("Content-Transfer-Encoding: base64\r\n")
            .Append("Content-Disposition: attachment; filename=\"smime.p7s\"\r\n\r\n");
        foreach (var line in Convert.ToBase64String(signature).Chunk(64))
        {
            tail.Append(line).Append("\r\n");
        }

        tail.Append("--").Append(boundary).Append("--\r\n");
        return [.. Encoding.ASCII.GetBytes(head), .. signed, .. Encoding.ASCII.GetBytes(tail.ToString())];
    }
}
