namespace Gateway.Signatures.Markup;

/// <summary>A document cannot be read on; the code (<see cref="SignatureCodes"/>) says why.</summary>
internal sealed class MarkupException(string code) : Exception(code)
{
    /// <summary>Why.</summary>
    public string Code { get; } = code;

    /// <summary>What is no XML.</summary>
    public static MarkupException Malformed => new(SignatureCodes.Malformed);
}
