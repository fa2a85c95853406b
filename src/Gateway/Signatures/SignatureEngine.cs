namespace Gateway.Signatures;

/// <summary>Who does the arithmetic of a signature - the canonical bytes, the digests, the value -, once every rule about its form, its key and its place holds.</summary>
public enum SignatureEngine
{
    /// <summary>Our own, in one pass over the received bytes.</summary>
    Own,

    /// <summary>The platform's <c>SignedXml</c>: what is handed on are the bytes that its transforms made.</summary>
    Platform,

    /// <summary>Both: what they do not agree on is refused.</summary>
    Both,
}

/// <summary>What the engines can do.</summary>
public static class SignatureEngines
{
    /// <summary>What the platform reads at most: a document takes it some hundred times its length in memory and many times as long as ours.</summary>
    public static XmlLimits PlatformLimits { get; } = new(MaxBytes: 2_097_152, MaxDepth: 56, MaxNodes: 20_000);

    /// <summary>Why an engine cannot be used for a profile; <c>null</c> where it can.</summary>
    public static string? Fault(SignatureProfile profile, SignatureEngine engine)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return engine == SignatureEngine.Own ? null : profile.Placement switch
        {
            SignaturePlacement.Filter => $"{profile.Id} filters by an XPath, for which the platform's engine takes the square of the document's length: only the own engine reads it",
            SignaturePlacement.DetachedCms => $"{profile.Id} is not for XML: there is only one engine for it",
            _ => null,
        };
    }

    /// <summary>The limits of a channel, no larger than an engine has them.</summary>
    internal static XmlLimits Limit(XmlLimits limits, SignatureEngine engine) => engine == SignatureEngine.Own ? limits : new XmlLimits(
        Math.Min(limits.MaxBytes, PlatformLimits.MaxBytes), Math.Min(limits.MaxDepth, PlatformLimits.MaxDepth), Math.Min(limits.MaxNodes, PlatformLimits.MaxNodes),
        Math.Min(limits.MaxAttributes, PlatformLimits.MaxAttributes), Math.Min(limits.MaxNamespaces, PlatformLimits.MaxNamespaces));

    /// <summary>A stream, read into memory as far as the platform reads at all.</summary>
    internal static ReadOnlyMemory<byte> Read(Stream xml)
    {
        var bytes = new byte[PlatformLimits.MaxBytes + 1];
        return bytes.AsMemory(0, xml.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
    }

    /// <summary>Whether a profile may be used as it stands; throws where not.</summary>
    internal static void Require(SignatureProfile profile)
    {
        if (Fault(profile, profile.Engine) is { } fault)
        {
            throw new ArgumentException(fault, nameof(profile));
        }
    }
}
