using System.Runtime.InteropServices;
using System.Text;
using System.Xml;

namespace Gateway.Messages.Xml;

/// <summary>XML bytes to nodes, streaming, under limits. No DTD, no entities, nothing outside the message is ever opened.</summary>
internal static class XmlInput
{
    // An encoding is declared within the first bytes or not at all.
    private const int Prolog = 256;

    /// <summary>The root; names the message is <paramref name="known"/> to have need not be made again.</summary>
    public static MessageNode? Parse(ReadOnlyMemory<byte> bytes, ReadCounter counter, FindingList findings, KnownNames? known = null)
    {
        if (!PlainText.Accepts(bytes, counter, findings))
        {
            return null;
        }

        var settings = Settings(counter.Limits.MaxBytes);
        settings.NameTable = known?.ForOneReader();
        var array = MemoryMarshal.TryGetArray(bytes, out var segment) ? segment : new ArraySegment<byte>(bytes.ToArray());
        using var stream = new MemoryStream(array.Array!, array.Offset, array.Count, writable: false);
        // What the message says of its encoding must not decide how it is decoded; where it says nothing, the reader needs no help.
        using var reader = Declares(bytes.Span) ? XmlReader.Create(new StreamReader(stream, Encoding.UTF8), settings) : XmlReader.Create(stream, settings);
        try
        {
            return Walk(reader, counter, findings);
        }
        catch (XmlException broken)
        {
            Explain(broken, PlainText.Text(bytes.Span), counter, findings);
            return null;
        }
    }

    /// <summary>No DTD, no entities, nothing but the message.</summary>
    internal static XmlReaderSettings Settings(long maxCharacters) => new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        MaxCharactersInDocument = maxCharacters,
        MaxCharactersFromEntities = 1,
    };

    // An instruction to a program is not part of the document; that it is lost is said once.
    private static bool Dropped(XmlReader reader, ReadCounter counter, FindingList findings)
    {
        if (!counter.Visit(reader.Depth))
        {
            return TooMany(counter, findings, Line(reader));
        }

        if (!findings.Items.Any(finding => finding.Code == "XML-INSTRUCTION"))
        {
            findings.Add(new Finding("XML-INSTRUCTION", Severity.Note, "", Lexical.Start(reader.Name, 40), "a processing instruction is not kept", Line(reader)));
        }

        return true;
    }

    private static bool Declares(ReadOnlySpan<byte> bytes)
    {
        var prolog = bytes[..Math.Min(bytes.Length, Prolog)];
        return prolog.IndexOf("encoding"u8) >= 0 && prolog.IndexOf("encoding=\"utf-8\""u8) < 0;
    }

    private static MessageNode? Walk(XmlReader reader, ReadCounter counter, FindingList findings)
    {
        var open = new OpenElements();
        while (reader.Read())
        {
            if (!Take(reader, open, counter, findings))
            {
                return null;
            }
        }

        return open.Root;
    }

    /// <summary>Takes what the reader stands at; <c>false</c> with a finding when nothing more is to be read.</summary>
    internal static bool Take(XmlReader reader, OpenElements open, ReadCounter counter, FindingList findings) => reader.NodeType switch
    {
        XmlNodeType.XmlDeclaration => IsUtf8(reader.GetAttribute("encoding"), findings),
        XmlNodeType.Element => Open(reader, open, counter, findings),
        XmlNodeType.EndElement => Close(open.Pop(), findings),
        XmlNodeType.ProcessingInstruction => Dropped(reader, counter, findings),
        _ => open.Top is not { } element || Append(reader, element, counter, findings),
    };

    private static bool Open(XmlReader reader, OpenElements open, ReadCounter counter, FindingList findings)
    {
        var node = Element(reader, counter, findings);
        if (node is null || !Attributes(reader, node, counter, findings))
        {
            return false;
        }

        open.Hang(node, reader.Prefix);
        if (reader.IsEmptyElement)
        {
            node.Text = "";
        }
        else
        {
            open.Push(node);
        }

        return true;
    }

    private static bool Append(XmlReader reader, OpenElement frame, ReadCounter counter, FindingList findings)
    {
        if (!counter.Visit(reader.Depth))
        {
            return TooMany(counter, findings, Line(reader));
        }

        frame.Append(reader.Value);
        return true;
    }

    private static MessageNode? Element(XmlReader reader, ReadCounter counter, FindingList findings)
    {
        var (line, depth) = (Line(reader), reader.Depth + 1);
        var limits = counter.Limits;
        if (depth > limits.MaxDepth)
        {
            counter.Visit(depth);
            findings.Error("XML-DEPTH", "", reader.LocalName, $"more than {limits.MaxDepth} levels of elements", line);
            return null;
        }

        if (reader.AttributeCount > limits.MaxAttributes)
        {
            findings.Error("XML-ATTRIBUTES", "", reader.LocalName, $"{reader.AttributeCount} attributes; at most {limits.MaxAttributes} are read", line);
            return null;
        }

        if (!counter.Visit(depth))
        {
            TooMany(counter, findings, line);
            return null;
        }

        return new MessageNode(reader.NamespaceURI, reader.LocalName, line);
    }

    private static bool Attributes(XmlReader reader, MessageNode node, ReadCounter counter, FindingList findings)
    {
        if (!reader.HasAttributes)
        {
            return true;
        }

        for (var more = reader.MoveToFirstAttribute(); more; more = reader.MoveToNextAttribute())
        {
            if (reader.NamespaceURI == "http://www.w3.org/2000/xmlns/")
            {
                continue;
            }

            if (!counter.Visit(reader.Depth))
            {
                return TooMany(counter, findings, node.Line);
            }

            // Where its schema lies is the sender's hint to validators, not content.
            var hint = reader.NamespaceURI == "http://www.w3.org/2001/XMLSchema-instance" && reader.LocalName.EndsWith("chemaLocation", StringComparison.Ordinal);
            var attribute = node.AddAttribute(new MessageNode(reader.NamespaceURI, reader.LocalName, node.Line, attribute: true) { Text = reader.Value });
            if (hint)
            {
                attribute.IgnoredBecause = "schema location";
            }
        }

        reader.MoveToElement();
        return true;
    }

    private static bool Close(OpenElement frame, FindingList findings)
    {
        var text = frame.Text;
        if (frame.Node.Children.Count == 0)
        {
            frame.Node.Text = text;
        }
        else if (!string.IsNullOrWhiteSpace(text))
        {
            findings.Error("XML-MIXED", "", frame.Node.Path, "text between elements", frame.Node.Line);
        }

        return true;
    }

    private static bool TooMany(ReadCounter counter, FindingList findings, int line)
    {
        findings.Error("XML-NODES", "", "", $"more than {counter.Limits.MaxNodes} nodes", line);
        return false;
    }

    private static bool IsUtf8(string? encoding, FindingList findings)
    {
        if (encoding is null || encoding.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || encoding.Equals("us-ascii", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        findings.Error("TXT-ENCODING", "", "", $"declared encoding '{Lexical.Start(encoding, 40)}'; UTF-8 is expected", 1);
        return false;
    }

    internal static int Line(XmlReader reader) => reader is IXmlLineInfo info ? info.LineNumber : 0;

    private static void Explain(XmlException broken, string text, ReadCounter counter, FindingList findings)
    {
        if (HasDoctype(text))
        {
            findings.Error("XML-DTD", "", "", "a document type definition is refused: no DTD, no entities", broken.LineNumber);
            return;
        }

        var atEnd = counter.Nodes > 0 && AtEnd(broken, text);
        findings.Error(
            atEnd ? "XML-TRUNCATED" : "XML-NOT-WELL-FORMED",
            "",
            $"line {broken.LineNumber} column {broken.LinePosition}",
            atEnd ? "the message ends before its root element does" : broken.Message,
            broken.LineNumber);
    }

    private static bool AtEnd(XmlException broken, string text)
    {
        var lastBreak = text.LastIndexOf('\n');
        return broken.LineNumber == text.AsSpan().Count('\n') + 1 && broken.LinePosition >= text.Length - lastBreak - 1;
    }

    private static bool HasDoctype(string text)
    {
        var at = text.IndexOf("<!DOCTYPE", StringComparison.OrdinalIgnoreCase);
        return at >= 0 && text.AsSpan(0, at).IndexOfAny("<") is var first && (first < 0 || text[first + 1] is '?' or '!');
    }
}
