namespace Gateway.Declarations;

/// <summary>One line of an invoice and how findings name it.</summary>
internal sealed record InvoiceLine(Tree Node, string Pointer);

/// <summary>The lines of an invoice by number and by the identifiers the invoice gave them.</summary>
internal sealed class InvoiceLines
{
    private readonly Dictionary<string, InvoiceLine> _byNumber;
    private readonly Dictionary<string, InvoiceLine> _byId;

    public InvoiceLines(Tree declaration)
    {
        All = declaration.All("goods").Select((node, index) => new InvoiceLine(node, $"goods[{index + 1}]")).ToList();
        _byNumber = By(line => Number(line.Value("number")));
        _byId = By(line => line.Value("lineId")?.Trim() ?? "");
    }

    public IReadOnlyList<InvoiceLine> All { get; }

    /// <summary>How a person names the line of a fact.</summary>
    public string Name(Tree fact) => fact.Value("lineId") is { Length: > 0 } id ? id.Trim() : Number(fact.Value("number"));

    /// <summary>The line a fact is for, or why there is none.</summary>
    public (InvoiceLine? Line, string Code, string Message) Find(Tree fact)
    {
        var (id, number) = (fact.Value("lineId")?.Trim() ?? "", Number(fact.Value("number")));
        if (id.Length == 0 && number.Length == 0)
        {
            return (null, "DEC-FACT-NUMBERLESS", "the facts of a line name its number, or its lineId");
        }

        var byId = _byId.GetValueOrDefault(id.Length > 0 ? id : number);

        // A document that gives its lines no identifiers is joined by number, whatever identifier the facts have beside it.
        var byNumber = id.Length > 0 && _byId.Count > 0 ? null : _byNumber.GetValueOrDefault(number);

        // An invoice may call its second line 1. Nothing is guessed where the two ways to name a line part.
        return byNumber is not null && byId is not null && !ReferenceEquals(byNumber, byId)
            ? (null, "DEC-FACT-AMBIGUOUS", $"{number} is the position of one line and the identifier of another; name it by lineId")
            : (byNumber ?? byId) is { } line ? (line, "", "")
            : (null, "DEC-FACT-NO-LINE", $"the document has no line {Name(fact)}");
    }

    private Dictionary<string, InvoiceLine> By(Func<Tree, string> key) => All.GroupBy(line => key(line.Node)).Where(group => group.Key.Length > 0)
        .ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);

    // "01" and "1" name one line; anything that is no number is compared as it stands.
    private static string Number(string? given)
    {
        var text = given?.Trim() ?? "";
        return Lexical.AllDigits(text) && text.TrimStart('0').Length > 0 ? text.TrimStart('0') : text;
    }
}
