namespace Gateway.Messages.Xml;

/// <summary>The types a table defines for itself, <c>~name</c>: a plain type with facets and attributes that many rows share.</summary>
internal sealed class XmlTypes
{
    private readonly Dictionary<string, XmlElementRow> _types = [];

    public static bool IsType(string path) => path.StartsWith('~');

    /// <summary>The row of a type by its name with <c>~</c>.</summary>
    public XmlElementRow? Find(string name) => _types.GetValueOrDefault(name);

    /// <summary>Takes <c>~name</c> or <c>~name/@attribute</c>; <c>false</c> when it stands twice or its type is not above it.</summary>
    public bool Take(string path, XmlElementRow row)
    {
        var cut = path.IndexOf("/@", StringComparison.Ordinal);
        if (cut < 0)
        {
            return row.Type != "group" && _types.TryAdd(path, row);
        }

        if (!_types.TryGetValue(path[..cut], out var type) || type.Attribute(row.Space, row.Name) is not null)
        {
            return false;
        }

        type.Add(row, attribute: true);
        return true;
    }
}
