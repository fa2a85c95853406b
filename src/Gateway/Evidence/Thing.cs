namespace Gateway.Evidence;

/// <summary>One value of a kept thing, as text; <c>null</c> where there is none.</summary>
/// <param name="Name">Name of the value.</param>
/// <param name="Value">The value, in one exact form.</param>
public readonly record struct ThingField(string Name, string? Value);

/// <summary>A kept thing - a message, a payment, an operator's decision - as its values in their order. Long bytes stand in it as their hash.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Key">Which one.</param>
/// <param name="Fields">Its values.</param>
public sealed record Thing(string Kind, string Key, IReadOnlyList<ThingField> Fields)
{
    /// <summary>The value of this name, or <c>null</c>.</summary>
    public string? this[string name] => Fields.FirstOrDefault(field => field.Name == name).Value;

    /// <summary>SHA-256 over kind, key, and names and values in their order.</summary>
    public Digest Digest()
    {
        var framed = new FramedBytes("gateway thing 1").Text(Kind).Text(Key).Number(Fields.Count);
        foreach (var field in Fields)
        {
            framed.Text(field.Name).Text(field.Value);
        }

        return framed.Digest();
    }
}
