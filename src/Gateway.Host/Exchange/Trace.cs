using System.Text.Json;
using System.Text.Json.Serialization;
using Gateway.Host.Database;
using Gateway.Messages;

namespace Gateway.Host.Exchange;

/// <summary>Where the elements of a message or document came from, and what of its input went nowhere; kept as JSON beside it.</summary>
/// <param name="Boxes">Path, noun and source of every element.</param>
/// <param name="Lost">What went nowhere: noun or path, and why.</param>
public sealed record Trace(IReadOnlyList<Provenance> Boxes, IReadOnlyList<LostElement> Lost)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>The trace of boxes and of findings that say what was left out.</summary>
    public static Trace Of(IReadOnlyList<Provenance> boxes, IReadOnlyList<Finding> lost)
    {
        ArgumentNullException.ThrowIfNull(lost);
        return new Trace(boxes, [.. lost.Select(finding => new LostElement(finding.Pointer, finding.Path, finding.Message))]);
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    public static Trace? Parse(string? json) => json is null ? null : JsonSerializer.Deserialize<Trace>(json, Json);

    /// <summary>For a column.</summary>
    public Jsonb ToJson() => new(JsonSerializer.Serialize(this, Json));
}

/// <summary>An element that went nowhere.</summary>
/// <param name="Pointer">Its noun, empty when it was never one.</param>
/// <param name="Path">Where it stands in the sender's document.</param>
/// <param name="Reason">Why.</param>
public sealed record LostElement(string Pointer, string Path, string Reason);
