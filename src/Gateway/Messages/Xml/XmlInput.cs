using System.Text;
using System.Xml;

namespace Gateway.Messages.Xml;

/// <summary>XML bytes to nodes, streaming, under limits. No DTD, no entities, nothing outside the message is ever opened.</summary>
internal static class XmlInput
{
    private sealed class Frame(MessageNode node)
    {
        public MessageNode Node { get; } = node;

        public StringBuilder Text { get; } = new();
    }

    public static MessageNode? Parse(ReadOnlyMemory<byte> bytes, ReadCounter counter, FindingList findings)
    {
        var text = PlainText.Decode(bytes, counter, findings);
        if (text is null)
        {
            return null;
        }

        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            MaxCharactersInDocument = counter.Limits.MaxBytes,
            MaxCharactersFromEntities = 1,
        };
        using var reader = XmlReader.Create(new StringReader(text), settings);
        try
        {
            return Walk(reader, counter, findings);
        }
        catch (XmlException broken)
        {
            Explain(broken, text, counter, findings);
            return null;
        }
    }

    private static MessageNode? Walk(XmlReader reader, ReadCounter counter, FindingList findings)
    {
        var open = new Stack<Frame>();
        MessageNode? root = null;
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.XmlDeclaration)
            {
                if (!IsUtf8(reader.GetAttribute("encoding"), findings))
                {
                    return null;
                }

                continue;
            }

            if (reader.NodeType == XmlNodeType.Element)
            {
                var node = Element(reader, counter, findings);
                if (node is null)
                {
                    return null;
                }

                root ??= node;
                if (open.TryPeek(out var parent))
                {
                    parent.Node.Add(node);
                }

                if (reader.IsEmptyElement)
                {
                    node.Text = "";
                }
                else
                {
                    open.Push(new Frame(node));
                }
            }
            else if (reader.NodeType == XmlNodeType.EndElement)
            {
                Close(open.Pop(), findings);
            }
            else if (open.TryPeek(out var frame))
            {
                if (!counter.Visit(reader.Depth))
                {
                    return TooMany(counter, findings, Line(reader));
                }

                frame.Text.Append(reader.Value);
            }
        }

        return root;
    }

    private static MessageNode? Element(XmlReader reader, ReadCounter counter, FindingList findings)
    {
        var line = Line(reader);
        var limits = counter.Limits;
        if (reader.Depth + 1 > limits.MaxDepth)
        {
            counter.Visit(reader.Depth + 1);
            findings.Error("XML-DEPTH", "", reader.LocalName, $"more than {limits.MaxDepth} levels of elements", line);
            return null;
        }

        if (reader.AttributeCount > limits.MaxAttributes)
        {
            findings.Error("XML-ATTRIBUTES", "", reader.LocalName, $"{reader.AttributeCount} attributes; at most {limits.MaxAttributes} are read", line);
            return null;
        }

        var node = new MessageNode(reader.NamespaceURI, reader.LocalName, line);
        if (!counter.Visit(reader.Depth + 1))
        {
            return TooMany(counter, findings, line);
        }

        for (var more = reader.MoveToFirstAttribute(); more; more = reader.MoveToNextAttribute())
        {
            if (reader.NamespaceURI == "http://www.w3.org/2000/xmlns/")
            {
                continue;
            }

            if (!counter.Visit(reader.Depth))
            {
                return TooMany(counter, findings, line);
            }

            // Where its schema lies is the sender's hint to validators, not content.
            var hint = reader.NamespaceURI == "http://www.w3.org/2001/XMLSchema-instance" && reader.LocalName.EndsWith("chemaLocation", StringComparison.Ordinal);
            node.AddAttribute(new MessageNode(reader.NamespaceURI, reader.LocalName, line, attribute: true)
            {
                Text = reader.Value,
                IgnoredBecause = hint ? "schema location" : null,
            });
        }

        reader.MoveToElement();
        return node;
    }

    private static void Close(Frame frame, FindingList findings)
    {
        var text = frame.Text.ToString();
        if (frame.Node.Children.Count == 0)
        {
            frame.Node.Text = text;
        }
        else if (!string.IsNullOrWhiteSpace(text))
        {
            findings.Error("XML-MIXED", "", frame.Node.Path, "text between elements", frame.Node.Line);
        }
    }

    private static MessageNode? TooMany(ReadCounter counter, FindingList findings, int line)
    {
        findings.Error("XML-NODES", "", "", $"more than {counter.Limits.MaxNodes} nodes", line);
        return null;
    }

    private static bool IsUtf8(string? encoding, FindingList findings)
    {
        if (encoding is null || encoding.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || encoding.Equals("us-ascii", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        findings.Error("TXT-ENCODING", "", "", $"declared encoding '{(encoding.Length <= 40 ? encoding : encoding[..40])}'; UTF-8 is expected", 1);
        return false;
    }

    private static int Line(XmlReader reader) => reader is IXmlLineInfo info && info.HasLineInfo() ? info.LineNumber : 0;

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
