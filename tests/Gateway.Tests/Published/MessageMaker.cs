using System.Text;
using System.Xml;
using Gateway.Messages.Xml;

namespace Gateway.Tests.Published;

/// <summary>
/// Valid messages made up from an element table: every element, attribute and type the table has turns up sooner or later, spelled in every way
/// its type allows. The same seed makes the same message.
/// </summary>
internal sealed class MessageMaker(XmlTable table, int seed)
{
    private readonly Random _random = new(seed);
    private readonly TextMaker _texts = new(seed);
    private double _chance;
    private double _other;

    public byte[] Make()
    {
        // Most say little, some much, a few nearly everything.
        _chance = seed % 25 == 0 ? 0.95 : 0.04 + (0.4 * Math.Pow(_random.NextDouble(), 2));
        _other = seed % 3 == 0 ? 1 : seed % 20 == 1 ? 0.05 : 0;
        using var stream = new MemoryStream();
        using (var writer = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false), NewLineHandling = NewLineHandling.Entitize }))
        {
            Element(writer, table.Root);
        }

        return stream.ToArray();
    }

    private void Element(XmlWriter writer, XmlElementRow row)
    {
        var prefix = table.Namespaces.FirstOrDefault(pair => pair.Value == row.Space).Key;
        writer.WriteStartElement(_random.NextDouble() < _other ? "x" + prefix : prefix, row.Name, row.Space);
        var text = row.Type == "group" ? null : _texts.Of(row);
        foreach (var attribute in row.Attributes)
        {
            if (attribute.Min > 0 || _random.NextDouble() < (attribute.Name is "currencyID" or "unitCode" ? 0.5 : 0.02))
            {
                writer.WriteAttributeString(attribute.Name, _texts.Of(attribute));
            }
        }

        if (text is not null)
        {
            writer.WriteString(text);
        }

        foreach (var child in row.Children)
        {
            for (var count = Count(child); count > 0; count--)
            {
                Element(writer, child);
            }
        }

        writer.WriteEndElement();
    }

    private int Count(XmlElementRow row)
    {
        if (row.Min == 0 && _random.NextDouble() > _chance)
        {
            return 0;
        }

        var most = Math.Min(row.Occurs == 0 ? 4 : row.Occurs, _chance > 0.9 ? 1 : 4);
        return Math.Max(row.Min, Math.Max(1, _random.Next(2) == 0 ? 1 : _random.Next(most + 1)));
    }
}
