using System.Globalization;
using System.Text;
using Gateway.Messages.Xml;

namespace Gateway.Messages.Edifact;

/// <summary>Nodes to an interchange of one message: positions from the table, service characters released, trailers computed.</summary>
internal sealed class EdifactOutput(EdifactTable table)
{
    private const string Una = "UNA:+.? '";
    private readonly StringBuilder _text = new(Una);
    private int _segments;

    /// <summary>The character set that the message itself names.</summary>
    public static string Set(MessageNode root) => root.Child("UNB")?.Child("S001")?.Child("0001")?.Text ?? "";

    public byte[] ToBytes(MessageNode root)
    {
        Group(root, table.Root);
        var reference = root.Child("UNH")?.Child("0062")?.Text ?? "";
        var control = root.Child("UNB")?.Child("0020")?.Text ?? "";

        // UNB is not part of the message, UNT is.
        Trailer("UNT", _segments.ToString(CultureInfo.InvariantCulture), reference);
        Trailer("UNZ", "1", control);
        return Encoding.Latin1.GetBytes(_text.ToString());
    }

    private void Trailer(string tag, string count, string reference)
    {
        _text.Append(tag).Append('+').Append(count).Append('+');
        EdifactSyntax.Append(_text, reference);
        _text.Append('\'');
    }

    private void Group(MessageNode node, XmlElementRow row)
    {
        foreach (var child in node.Children)
        {
            if (row.Child("", child.Name) is not { } known)
            {
                continue;
            }

            if (EdifactTable.IsGroup(known))
            {
                Group(child, known);
            }
            else
            {
                Segment(child, known);
            }
        }
    }

    private void Segment(MessageNode node, XmlElementRow row)
    {
        var elements = new List<string>();
        foreach (var element in row.Children)
        {
            var written = node.Children.Where(child => child.Name == element.Name).Select(child => Element(child, element)).ToList();
            elements.AddRange(written);
            elements.AddRange(Enumerable.Repeat("", Math.Max(0, Math.Max(1, element.Occurs) - written.Count)));
        }

        var last = elements.FindLastIndex(element => element.Length > 0);
        if (last < 0)
        {
            return;
        }

        _segments++;
        _text.Append(EdifactTable.Tag(row)).Append('+').AppendJoin('+', elements.Take(last + 1)).Append('\'');
    }

    private string Element(MessageNode node, XmlElementRow row)
    {
        if (row.Type != "group")
        {
            return Released(node.Text ?? "");
        }

        var components = new List<string>();
        foreach (var element in row.Children)
        {
            var text = node.Child(element.Name)?.Text ?? "";
            var pieces = table.Pieces(element);
            var size = element.Max / pieces;
            for (var n = 0; n < pieces; n++)
            {
                var from = Math.Min(n * size, text.Length);
                components.Add(Released(pieces == 1 ? text : text.Substring(from, Math.Min(size, text.Length - from))));
            }
        }

        return string.Join(':', components.Take(components.FindLastIndex(component => component.Length > 0) + 1));
    }

    private static string Released(string text)
    {
        var released = new StringBuilder();
        EdifactSyntax.Append(released, text);
        return released.ToString();
    }
}
