using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Signatures;

/// <summary>Signs the body of a SOAP message: the header, the id of the body and the token that names the certificate are made where they lack.</summary>
internal static class SoapWriting
{
    /// <summary>The message with its security header. Throws <see cref="SigningException"/> where it is no SOAP message or has such a header.</summary>
    public static byte[] Sign(ReadOnlyMemory<byte> xml, SignatureOrder order, Func<ReadOnlyMemory<byte>, SignedParts> scan)
    {
        var bytes = Prepare(xml, scan);
        using var parts = scan(bytes);
        var prefix = Prefix(parts);
        var body = parts.Children[1].UtilityId!;
        var digest = SignatureWriting.Digest(order.Profile, bytes, parts, "#" + body);
        var token = $"token-{Convert.ToHexStringLower(digest.AsSpan(0, 8))}";
        var keyInfo = $"<KeyInfo><wsse:SecurityTokenReference xmlns:wsse=\"{SoapSecurity.Extension}\"><wsse:Reference URI=\"#{token}\" ValueType=\"{SoapSecurity.TokenType}\" /></wsse:SecurityTokenReference></KeyInfo>";
        var stamp = order.Profile.Fresh ? TimeStamp(order, $"time-{Convert.ToHexStringLower(digest.AsSpan(0, 8))}") : "";
        var signature = new SignatureWriting(order, parts.RootScope!).Write("#" + body, digest, keyInfo, stamp.Length == 0 ? null
            : ($"#time-{Convert.ToHexStringLower(digest.AsSpan(0, 8))}", CryptographicOperations.HashData(SignatureAlgorithm.Digest(order.Profile.DigestMethods[0])!.Value, Encoding.UTF8.GetBytes(stamp))));
        var certificate = Convert.ToBase64String(order.Key.Certificate.RawDataMemory.Span);
        return DocumentSplice.IntoChild(bytes, 0,
            $"<wsse:Security xmlns:wsse=\"{SoapSecurity.Extension}\" xmlns:wsu=\"{SoapSecurity.Utility}\" {prefix}mustUnderstand=\"1\">"
            + $"<wsse:BinarySecurityToken EncodingType=\"{SoapSecurity.Base64Binary}\" ValueType=\"{SoapSecurity.TokenType}\" wsu:Id=\"{token}\">{certificate}</wsse:BinarySecurityToken>{stamp}{signature}</wsse:Security>");
    }

    // Written as its own exclusive canonical form, so that its bytes are what is digested.
    private static string TimeStamp(SignatureOrder order, string id)
    {
        var made = order.At ?? throw new ArgumentException($"{order.Profile.Id} says when a message was made, and no time is given");
        return $"<wsu:Timestamp xmlns:wsu=\"{SoapSecurity.Utility}\" wsu:Id=\"{id}\"><wsu:Created>{Text(made)}</wsu:Created><wsu:Expires>{Text(made + SoapSecurity.Lifetime)}</wsu:Expires></wsu:Timestamp>";
    }

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static byte[] Prepare(ReadOnlyMemory<byte> xml, Func<ReadOnlyMemory<byte>, SignedParts> scan)
    {
        using var parts = scan(xml);
        var body = parts.Children.FindIndex(child => child.Name == "Body" && child.Space == parts.Root.Space);
        if (!SoapSecurity.IsEnvelope(parts) || parts.Signature is not null || body < 0 || parts.Children.Count > 2 || (body == 1 && parts.Children[0].Name != "Header") || (body == 0 && parts.Children.Count > 1))
        {
            throw new SigningException(parts.Signature is null ? SignatureCodes.Coverage : SignatureCodes.Many);
        }

        var bytes = xml.ToArray();
        if (parts.Children[body].UtilityId is null)
        {
            bytes = DocumentSplice.AttributeOfChild(bytes, body, $"xmlns:wsu=\"{SoapSecurity.Utility}\" wsu:Id=\"body\"");
        }

        return body == 1 ? bytes : DocumentSplice.BeforeChildren(bytes, $"<{Prefix(parts)}Header></{Prefix(parts)}Header>");
    }

    // The envelope's own prefix, with its colon. An attribute of the envelope's namespace needs one.
    private static string Prefix(SignedParts parts)
    {
        var prefix = parts.RootScope!.InScope().Where(each => each.Uri == parts.Root.Space).Select(each => each.Prefix).FirstOrDefault(each => each.Length > 0);
        return prefix is null ? throw new SigningException(SignatureCodes.Namespaces) : prefix + ":";
    }
}
