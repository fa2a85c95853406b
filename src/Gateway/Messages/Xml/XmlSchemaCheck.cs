namespace Gateway.Messages.Xml;

/// <summary>
/// Holds a message to its element table, both when written and when read; every error at once. Carriers without markup of their own are
/// held to the same rules under their own name.
/// </summary>
internal sealed class XmlSchemaCheck(FindingList findings, IReadOnlySet<string> tolerated, string carrier = XmlSchemaCheck.Xml)
{
    private const string Xml = "XML";

    // Elements of a group counted on the stack.
    private const int Few = 128;

    /// <summary>The names of a group may stand in any order.</summary>
    public bool Unordered { get; init; }

    public void Check(MessageNode node, XmlElementRow row)
    {
        if (!node.Is(row.Space, row.Name))
        {
            Report(node, "XML-ROOT", $"root element '{node.Name}' in namespace '{node.Space}'; expected '{row.Name}' in '{row.Space}'");
            return;
        }

        Inside(node, row);
    }

    /// <summary>Gives elements that came without a namespace the one their table has for them (<c>missing-namespaces</c>).</summary>
    public static MessageNode WithNamespaces(MessageNode node, XmlElementRow? row, ToleranceTally tally)
    {
        var space = node.Space.Length == 0 && row is not null && row.Name == node.Name ? row.Space : node.Space;
        if (space.Length > node.Space.Length)
        {
            tally.Add(Tolerance.MissingNamespaces, node);
        }

        var copy = new MessageNode(space, node.Name, node.Line) { Text = node.Text };
        foreach (var attribute in node.Attributes)
        {
            copy.AddAttribute(new MessageNode(attribute.Space, attribute.Name, attribute.Line, attribute: true) { Text = attribute.Text, IgnoredBecause = attribute.IgnoredBecause });
        }

        foreach (var child in node.Children)
        {
            copy.Add(WithNamespaces(child, row?.Children.FirstOrDefault(candidate => candidate.Name == child.Name), tally));
        }

        return copy;
    }

    private void Inside(MessageNode node, XmlElementRow row)
    {
        if (row.IsOpaque)
        {
            node.IgnoredBecause = row.Type == "signature" ? "signature" : node.IgnoredBecause;
            return;
        }

        Attributes(node, row);
        if (row.Type == "group")
        {
            Children(node, row);
            if (node.Children.Count == 0 && !string.IsNullOrWhiteSpace(node.Text))
            {
                Report(node, "XML-MIXED", "text where elements are expected");
            }
        }
        else
        {
            Leaf(node, row);
        }
    }

    private void Attributes(MessageNode node, XmlElementRow row)
    {
        foreach (var attribute in node.Attributes)
        {
            if (attribute.IgnoredBecause is null)
            {
                if (row.Attribute(attribute.Space, attribute.Name) is { } known)
                {
                    Leaf(attribute, known);
                }
                else
                {
                    Unknown(attribute);
                }
            }
        }

        foreach (var known in row.RequiredAttributes)
        {
            if (!Has(node.Attributes, known))
            {
                Missing(node, "@" + known.Name, known.Name);
            }
        }
    }

    private static bool Has(NodeList nodes, XmlElementRow row)
    {
        foreach (var node in nodes)
        {
            if (node.Is(row.Space, row.Name))
            {
                return true;
            }
        }

        return false;
    }

    private void Children(MessageNode node, XmlElementRow row)
    {
        var rows = row.Rows;
        Span<int> counts = rows.Length <= Few ? stackalloc int[rows.Length] : new int[rows.Length];
        var at = 0;
        foreach (var child in node.Children)
        {
            if (child.IgnoredBecause is not null)
            {
                continue;
            }

            var place = Place(rows, child, at);
            if (place < 0)
            {
                Unknown(child);
                continue;
            }

            if (place < at && !Unordered)
            {
                Misplaced(child, rows[at]);
            }

            at = Math.Max(at, place);
            counts[place] += counts[place] == 0 ? 1 + node.Before(child.Space, child.Name) : 1;
            Counted(child, rows[place], counts[place]);
        }

        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] < rows[i].Min && rows[i].Type != "signature")
            {
                Missing(node, rows[i].Name, rows[i].Name);
            }
        }
    }

    // Misplaced, but still to be read.
    private void Misplaced(MessageNode node, XmlElementRow before)
    {
        if (Tolerance.Order.IsOf(tolerated))
        {
            findings.Tolerances.Add(Tolerance.Order, node);
        }
        else
        {
            Error("XML-ORDER", node.Pointer, node.Path, $"'{node.Name}' stands after '{before.Name}'", node.Line);
        }
    }

    private void Counted(MessageNode node, XmlElementRow row, int count)
    {
        if (row.Occurs > 0 && count == row.Occurs + 1)
        {
            Report(node, "XML-OCCURS", $"'{node.Name}' stands more than {row.Occurs} time(s)");
        }

        Inside(node, row);
    }

    private void Leaf(MessageNode node, XmlElementRow row)
    {
        foreach (var child in node.Children)
        {
            Unknown(child);
        }

        var text = node.Text ?? "";
        if (node.Children.Count > 0)
        {
            return;
        }

        if (row.IsExact)
        {
            Exact(node, row, text);
            return;
        }

        if (text.Length == 0)
        {
            // An empty optional element says as much as a missing one; the publishers' own samples have them.
            if (row.Min > 0 && row.Type is not ("text" or "code"))
            {
                Empty(node, row);
            }

            return;
        }

        if (row.Max > 0 && text.Length > row.Max)
        {
            Report(node, "XML-LENGTH", $"{text.Length} characters; at most {row.Max}");
        }

        if (LexicalTypes.Wrong(row.Type, text.Trim(), offsetRequired: false) is { } wrong)
        {
            Report(node, "XML-TYPE", wrong);
        }
    }

    private void Empty(MessageNode node, XmlElementRow row)
    {
        if (Tolerance.Empty.IsOf(tolerated))
        {
            findings.Tolerances.Add(Tolerance.Empty, node);
        }
        else
        {
            Report(node, "XML-TYPE", $"is empty; {row.Type} is expected");
        }
    }

    /// <summary>As XML Schema has it: blanks as the type has them, then every facet of the row and of its type.</summary>
    private void Exact(MessageNode node, XmlElementRow row, string text)
    {
        var value = row.Type == "text" ? text : LexicalTypes.Collapse(text);
        if (row.Type is not ("text" or "token") && LexicalTypes.WrongExactly(row.Type, value) is { } wrong)
        {
            Report(node, "XML-TYPE", wrong);
            return;
        }

        for (var type = row; type is not null; type = type.Named)
        {
            var fault = type.Max > 0 && value.Length > type.Max
                ? ("XML-LENGTH", $"{value.Length} characters; at most {type.Max}")
                : type.Facets.Wrong(value);
            if (fault is var (code, message))
            {
                Report(node, code, message);
                return;
            }
        }
    }

    private void Unknown(MessageNode node)
    {
        node.Reported = true;
        var forgiven = Tolerance.Unknown.IsOf(tolerated);
        if (forgiven)
        {
            findings.Tolerances.Add(Tolerance.Unknown, node);
        }

        var space = node.Space.Length == 0 ? "" : $" in namespace '{node.Space}'";
        findings.Add(new Finding(Code("XML-UNKNOWN"), forgiven ? Severity.Warning : Severity.Error, "", node.Path, $"'{node.Name}'{space} is not in the schema here", node.Line));
    }

    private void Missing(MessageNode parent, string shown, string name) =>
        Error("XML-REQUIRED", parent.AbsentNoun(name), $"{parent.Path}/{shown}", $"'{shown}' is missing", parent.Line);

    private void Report(MessageNode node, string code, string message)
    {
        node.Reported = true;
        Error(code, node.Pointer, node.Path, message, node.Line);
    }

    private void Error(string code, string pointer, string path, string message, int line) => findings.Error(Code(code), pointer, path, message, line);

    private string Code(string code) => carrier == Xml ? code : carrier + code[Xml.Length..];

    // Elements stand in the order of the table: the next one is mostly not far.
    private static int Place(ReadOnlySpan<XmlElementRow> rows, MessageNode child, int at)
    {
        for (var i = at; i < rows.Length; i++)
        {
            if (child.Is(rows[i].Space, rows[i].Name))
            {
                return i;
            }
        }

        return at == 0 ? -1 : Place(rows, child, 0);
    }
}
