namespace Gateway;

/// <summary>A place of a message that holds a credential or a personal number: an element by its name, or a stretch of a fixed layout.</summary>
/// <param name="Element">Local name of an element; empty for a stretch.</param>
/// <param name="Offset">First byte of the stretch, from the beginning of the content.</param>
/// <param name="Length">Bytes of the stretch.</param>
public sealed record ConfidentialPlace(string Element, int Offset, int Length);
