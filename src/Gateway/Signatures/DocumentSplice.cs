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
    public static byte[] IntoRoot(ReadOnlySpan<byte> xml, string text) => Into(xml, xml.LastIndexOf(Open), text);

    /// <summary>Adds text as the first thing in the root, which is not empty.</summary>
    public static byte[] BeforeChildren(ReadOnlySpan<byte> xml, string text) => Insert(xml, TagEnd(xml, Root(xml)) + 1, text);

    /// <summary>Adds text as the last thing in a child of the root.</summary>
    public static byte[] IntoChild(ReadOnlySpan<byte> xml, int child, string text)
    {
        var (_, last) = Child(xml, child);
        return Into(xml, last, text);
    }

    /// <summary>Adds an attribute to a child of the root.</summary>
    public static byte[] AttributeOfChild(ReadOnlySpan<byte> xml, int child, string attribute)
    {
        var (first, _) = Child(xml, child);
        return Insert(xml, first + 1 + xml[(first + 1)..].IndexOfAny(" \t\r\n/>"u8), " " + attribute);
    }

    private static int Root(ReadOnlySpan<byte> xml)
    {
        var root = xml.IndexOf(Open);
        while (xml[root + 1] == '?')
        {
            root += 1 + xml[(root + 1)..].IndexOf(Open);
        }

        return root;
    }

    // The first and the last tag of a child of the root; they are the same where it is empty and written so.
    private static (int First, int Last) Child(ReadOnlySpan<byte> xml, int wanted)
    {
        var (depth, seen, first) = (0, -1, 0);
        for (var tag = Root(xml); ; tag += 1 + xml[(tag + 1)..].IndexOf(Open))
        {
            var closes = xml[tag + 1] == '/';
            var empty = !closes && xml[TagEnd(xml, tag) - 1] == '/';
            depth -= closes ? 1 : 0;
            if (!closes && depth == 1 && ++seen == wanted)
            {
                first = tag;
            }

            if (seen == wanted && depth == 1 && (closes || empty))
            {
                return (first, tag);
            }

            depth += closes || empty ? 0 : 1;
        }
    }

    private static byte[] Into(ReadOnlySpan<byte> xml, int tag, string text) => xml[tag + 1] == '/' ? Insert(xml, tag, text) : IntoEmpty(xml, tag, text);

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
