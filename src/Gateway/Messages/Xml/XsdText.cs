namespace Gateway.Messages.Xml;

/// <summary>
/// The XSD of an XML message, generated from its element table and committed; a test fails when stale. Elements of other
/// namespaces than the root's appear as <c>xs:any</c> of their namespace, unless the table names a file for that namespace: then they
/// are described there in full. The table, not the XSD, is what messages are held to.
/// </summary>
public static class XsdText
{
    /// <summary>The XSD of the root's namespace as text.</summary>
    public static string From(XmlTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return new XsdPart(table, table.Root.Space).Text([table.Root]);
    }

    /// <summary>The XSDs of the other namespaces for which the table names a file, by that file's name.</summary>
    public static IReadOnlyDictionary<string, string> Others(XmlTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var texts = new Dictionary<string, string>();
        foreach (var (space, file) in table.Schemas.Where(pair => pair.Key != table.Root.Space))
        {
            // Elements of one name are one declaration; that they agree is for the table to see to.
            var roots = Entries(table.Root, space).DistinctBy(row => row.Name).ToList();
            texts[file] = new XsdPart(table, space).Text(roots);
        }

        return texts;
    }

    /// <summary>Rows of a namespace that stand below one of another.</summary>
    private static IEnumerable<XmlElementRow> Entries(XmlElementRow row, string space) => row.Children.SelectMany(child =>
        (child.Space == space && row.Space != space ? [child] : Array.Empty<XmlElementRow>()).Concat(Entries(child, space)));
}
