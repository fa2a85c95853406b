namespace Gateway;

/// <summary>How much a <see cref="Finding"/> weighs.</summary>
public enum Severity
{
    /// <summary>Worth knowing; nothing is refused.</summary>
    Note,

    /// <summary>Accepted, but somebody should look.</summary>
    Warning,

    /// <summary>The document is refused.</summary>
    Error,
}

/// <summary>One thing found in a document. All findings are returned at once; none is thrown.</summary>
/// <param name="Code">Stable code, upper case with dashes (<c>XML-DTD</c>, <c>FIX-TOO-LONG</c>, <c>DEC-SUM</c>).</param>
/// <param name="Severity">How much it weighs.</param>
/// <param name="Pointer">Noun path in the canonical document with 1-based occurrences (<c>goods[2]/hs</c>); empty when unknown.</param>
/// <param name="Path">Place in the sender's own document: element path, item code, line; empty when unknown.</param>
/// <param name="Message">What is wrong and what would be right, in English; never a secret.</param>
/// <param name="Line">1-based line in the sender's document, 0 when unknown.</param>
public sealed record Finding(string Code, Severity Severity, string Pointer, string Path, string Message, int Line = 0)
{
    /// <summary>Noun path in the canonical document.</summary>
    public string Pointer { get; init; } = Lexical.WellFormed(Pointer);

    /// <summary>Place in the sender's own document.</summary>
    public string Path { get; init; } = Lexical.WellFormed(Path);

    /// <summary>What is wrong. It quotes what was sent, of which it may have cut a character in two: it can be kept and sent all the same.</summary>
    public string Message { get; init; } = Lexical.WellFormed(Message);

    /// <summary>An error at a place of the sender's document.</summary>
    public static Finding Error(string code, string pointer, string path, string message, int line = 0) =>
        new(code, Severity.Error, pointer, path, message, line);

    /// <inheritdoc/>
    public override string ToString() => $"{Code} {(Pointer.Length == 0 ? "-" : Pointer)} {(Path.Length == 0 ? "-" : Path)} {Message}";
}
