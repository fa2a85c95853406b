namespace Gateway.Signatures;

/// <summary>A signed mail of which only the content is asked for.</summary>
public static class SignedMail
{
    /// <summary>What stands in a mail, whoever signed it; <c>null</c> where it has not the form of one. Bytes of any other type are their own content.</summary>
    public static ReadOnlyMemory<byte>? Content(ReadOnlyMemory<byte> bytes, string contentType)
    {
        ArgumentNullException.ThrowIfNull(contentType);
        if (!contentType.TrimStart().StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
        {
            return bytes;
        }

        return MediaType.Parse(contentType) is { } type && Multipart.Split(bytes, type.Parameter("boundary")) is { } parts && Multipart.Part(parts.Signed) is { } first ? first.Content : null;
    }
}
