namespace Gateway.Messages;

/// <summary>What came of reading a message: a value, never an exception.</summary>
/// <param name="Document">The canonical document, as far as it could be read; <c>null</c> when nothing could.</param>
/// <param name="Envelope">What the message says about itself: <c>envelope.x</c> of the map, result codes.</param>
/// <param name="Findings">Everything found, all at once.</param>
/// <param name="Ignored">What the map drops on purpose, with its reason.</param>
/// <param name="Counts">What it cost.</param>
public sealed record Reading(
    Tree? Document,
    Tree Envelope,
    IReadOnlyList<Finding> Findings,
    IReadOnlyList<Finding> Ignored,
    ReadCounts Counts)
{
    /// <summary>A document came out and no finding is an error.</summary>
    public bool Ok => Document is not null && Findings.All(finding => finding.Severity != Severity.Error);
}

/// <summary>Where one written leaf came from.</summary>
/// <param name="Path">Place in the message: element path or item code.</param>
/// <param name="Pointer">Noun path with occurrences; empty for what does not come from the document.</param>
/// <param name="Source">The noun's own source, or <c>constant</c>, <c>envelope.x</c>, <c>partner.x</c>; code lists are named.</param>
public sealed record Provenance(string Path, string Pointer, string Source);

/// <summary>What came of writing a document: the exact bytes, or the findings that prevented them.</summary>
/// <param name="Bytes">The message, <c>null</c> when a finding is an error.</param>
/// <param name="Findings">Everything found, all at once.</param>
/// <param name="Provenance">Where each leaf came from, in message order.</param>
/// <param name="NotCarried">Leaves of the document that this message has no place for.</param>
public sealed record Writing(
    byte[]? Bytes,
    IReadOnlyList<Finding> Findings,
    IReadOnlyList<Provenance> Provenance,
    IReadOnlyList<Finding> NotCarried)
{
    /// <summary>The message was written.</summary>
    public bool Ok => Bytes is not null;
}
