namespace Gateway.Declarations;

/// <summary>A declaration as the rules look at it: its tree walked once.</summary>
internal sealed class DeclarationView
{
    internal DeclarationView(Tree declaration, DateOnly day)
    {
        Declaration = declaration;
        Day = day;
        Places = Shape.Places(declaration, Table);
        Lines = declaration.All("goods").Select((node, index) => new GoodsLine(index + 1, node)).ToList();
    }

    internal static ElementTable Table { get; } = ElementTable.Of("declaration")!;

    internal Tree Declaration { get; }

    /// <summary>The day the check is made for.</summary>
    internal DateOnly Day { get; }

    internal IReadOnlyList<Place> Places { get; }

    internal IReadOnlyList<GoodsLine> Lines { get; }

    /// <summary>The text at a path; an empty text counts as absent.</summary>
    internal string? this[string path] => Declaration.Value(path) is { Length: > 0 } text ? text : null;

    internal Finding Error(string code, string path, string message) =>
        Finding.Error(code, path, Declaration.At(path)?.Source ?? "", message);
}

/// <summary>One goods line and its place.</summary>
internal sealed record GoodsLine(int Position, Tree Node)
{
    internal string? this[string noun] => Node.Value(noun) is { Length: > 0 } text ? text : null;

    internal string Pointer(string noun) => $"goods[{Position}]/{noun}";

    internal Finding Error(string code, string noun, string message) =>
        Finding.Error(code, Pointer(noun), (Node.At(noun) ?? Node).Source ?? "", message);
}
