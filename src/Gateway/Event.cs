using System.Collections.Immutable;

namespace Gateway;

/// <summary>Something that happened to one declaration. Append-only; a correction is another event.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="Type">What happened.</param>
/// <param name="OccurredAt">When, by the source's clock.</param>
/// <param name="RecordedAt">When the gateway wrote it down.</param>
/// <param name="Source">Partner id, or <c>gateway</c>.</param>
/// <param name="Attributes">Details by noun (<c>channel</c>, <c>hop</c>, <c>amount</c>).</param>
/// <param name="Envelope">The message it came from, where one did.</param>
public sealed record Event(
    Guid Id,
    EventType Type,
    DateTimeOffset OccurredAt,
    DateTimeOffset RecordedAt,
    string Source,
    ImmutableSortedDictionary<string, string> Attributes,
    Guid? Envelope = null);
