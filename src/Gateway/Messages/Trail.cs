namespace Gateway.Messages;

/// <summary>The groups above a node; a pointer is spelled out only where somebody reads it.</summary>
internal sealed class Trail(Trail? above, string name, int number)
{
    private string? _pointer;

    public string Pointer => _pointer ??= Join(above, name, number);

    /// <summary>The pointer of a node below a trail; 0 where its noun stands once.</summary>
    public static string Join(Trail? above, string name, int number)
    {
        var step = number == 0 ? name : $"{name}[{number}]";
        return above is null ? step : $"{above.Pointer}/{step}";
    }
}

/// <summary>Numbers siblings of the same noun while a group is gone through.</summary>
internal ref struct SiblingCount(Span<int> known)
{
    /// <summary>Up to this many nouns in a group are counted on the stack.</summary>
    public const int Few = 128;

    private readonly Span<int> _known = known;
    private Dictionary<string, int>? _unknown;

    /// <summary>The number of the next sibling of this noun, from 1.</summary>
    public int Next(ElementGroup? element, string name)
    {
        if (element is not null)
        {
            return ++_known[element.Index];
        }

        _unknown ??= [];
        return _unknown[name] = _unknown.GetValueOrDefault(name) + 1;
    }
}
