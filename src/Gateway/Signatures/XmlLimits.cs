namespace Gateway.Signatures;

/// <summary>What a signed XML document may cost before anything is built from it.</summary>
/// <param name="MaxBytes">Bytes of the whole document.</param>
/// <param name="MaxDepth">Nested elements; the cryptographic library itself gives up soon above 60.</param>
/// <param name="MaxNodes">Elements, attributes and texts together.</param>
/// <param name="MaxAttributes">Attributes of one element, namespace declarations included.</param>
/// <param name="MaxNamespaces">Namespace declarations in scope at any element: canonicalisation looks at all of them each time.</param>
public sealed record XmlLimits(
    int MaxBytes = 10_485_760, int MaxDepth = 64, int MaxNodes = 200_000, int MaxAttributes = 256, int MaxNamespaces = 128)
{
    /// <summary>The limits used unless a channel has smaller ones.</summary>
    public static XmlLimits Default { get; } = new();

    /// <summary>For documents that are never held in memory: 1 GiB, fifty million nodes.</summary>
    public static XmlLimits Long { get; } = new(MaxBytes: 1_073_741_824, MaxNodes: 50_000_000);
}
