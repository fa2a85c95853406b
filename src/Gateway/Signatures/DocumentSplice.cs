using System.Text;

namespace Gateway.Signatures;

/// <summary>
/// Puts text into a document without touching any other byte of it. Only for documents that passed <see cref="XmlScan"/>: well-formed,
/// without comments, instructions, CDATA and declarations of a type, so that every <c>&lt;</c> begins a tag.
/// </summary>
internal static class DocumentSplice
{
    private const byte Open = (byte)'<';

    /// <summary>The document without a byte order mark.</summary>
    public static ReadOnlyMemory<byte> Unmarked(ReadOnlyMemory<byte> xml) => xml.Span.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? xml[3..] : xml;

    /// <summary>Adds text as the last thing in the root.</summary>
    public static byte[] IntoRoot(ReadOnlySpan<byte> xml, string text)
    {
        var last = xml.LastIndexOf(Open);
        return xml[last + 1] == '/' ? Insert(xml, last, text) : IntoEmpty(xml, last, text);
    }

    /// <summary>Adds text to the last child of the root, which is empty.</summary>
    public static byte[] IntoLastChild(ReadOnlySpan<byte> xml, string text)
    {
        var last = xml[..xml.LastIndexOf(Open)].LastIndexOf(Open);
        return xml[last + 1] == '/' ? Insert(xml, last, text) : IntoEmpty(xml, last, text);
    }

    /// <summary>Adds an attribute to the first child of the root.</summary>
    public static byte[] AttributeOfFirstChild(ReadOnlySpan<byte> xml, string attribute)
    {
        var root = xml.IndexOf(Open);
        while (xml[root + 1] == '?')
        {
            root += 1 + xml[(root + 1)..].IndexOf(Open);
        }

        var child = TagEnd(xml, root) + 1;
        child += xml[child..].IndexOf(Open);
        return Insert(xml, child + 1 + xml[(child + 1)..].IndexOfAny(" \t\r\n/>"u8), " " + attribute);
    }

    // <a/> becomes <a>text</a>; its name ends where white space, the slash or the end begins.
    private static byte[] IntoEmpty(ReadOnlySpan<byte> xml, int tag, string text)
    {
        var slash = TagEnd(xml, tag) - 1;
        var name = xml[(tag + 1)..];
        name = name[..name.IndexOfAny(" \t\r\n/>"u8)];
        return [.. xml[..slash], (byte)'>', .. Encoding.UTF8.GetBytes(text), Open, (byte)'/', .. name, .. xml[(slash + 1)..]];
    }

    private static int TagEnd(ReadOnlySpan<byte> xml, int tag)
    {
        for (var at = tag; ; at++)
        {
            at += xml[at..].IndexOfAny("\"'>"u8);
            if (xml[at] == '>')
            {
                return at;
            }

            at += 1 + xml[(at + 1)..].IndexOf(xml[at]);
        }
    }

    private static byte[] Insert(ReadOnlySpan<byte> xml, int at, string text) => [.. xml[..at], .. Encoding.UTF8.GetBytes(text), .. xml[at..]];
}
