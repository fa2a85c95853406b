using System.Xml;

namespace Gateway.Signatures;

/// <summary>
/// The pass before any tree is built: it reads forward only, keeps nothing but ids, and stops at the first thing that a signed
/// document may not have or at the first limit.
/// </summary>
internal sealed class XmlScan
{
    internal const string Dsig = "http://www.w3.org/2000/09/xmldsig#";
    private readonly XmlLimits _limits;
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly int[] _namespaces;
    private int _signatureDepth = -1;

    private XmlScan(XmlLimits limits)
    {
        _limits = limits;
        _namespaces = new int[limits.MaxDepth + 1];
    }

    /// <summary>Empty when everything is in order.</summary>
    public string Code { get; private set; } = "";

    /// <summary>Elements, attributes and texts looked at.</summary>
    public int Nodes { get; private set; }

    /// <summary>How many signatures there are, at any place.</summary>
    public int Signatures { get; private set; }

    /// <summary>Whether a namespace name holds an ampersand, which a widespread library canonicalises wrongly: never sign one.</summary>
    public bool HasAmpersandNamespace { get; private set; }

    public static XmlScan Of(ReadOnlyMemory<byte> xml, XmlLimits limits)
    {
        var scan = new XmlScan(limits);
        scan.Code = xml.Length > limits.MaxBytes ? SignatureCodes.Size
            : !IsUtf8(xml.Span) ? SignatureCodes.Encoding
            : scan.Run(xml);
        return scan;
    }

    /// <summary>The one way bytes become XML here; scan and tree must never read differently.</summary>
    public static XmlReader Open(ReadOnlyMemory<byte> xml) =>
        XmlReader.Create(new MemoryStream(xml.ToArray(), writable: false), new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            CheckCharacters = true,
        });

    private string Run(ReadOnlyMemory<byte> xml)
    {
        var rooted = false;
        try
        {
            using var reader = Open(xml);
            while (reader.Read())
            {
                rooted |= reader.NodeType == XmlNodeType.Element;
                var code = ++Nodes > _limits.MaxNodes ? SignatureCodes.Nodes : Look(reader);
                if (code.Length > 0)
                {
                    return code;
                }
            }

            return "";
        }
        catch (XmlException)
        {
            // The reader does not say why it stopped; a declaration can only stand before the root.
            return !rooted && xml.Span.IndexOf("<!DOCTYPE"u8) >= 0 ? SignatureCodes.Dtd : SignatureCodes.Malformed;
        }
    }

    private string Look(XmlReader reader)
    {
        switch (reader.NodeType)
        {
            case XmlNodeType.Element:
                return LookAtElement(reader);
            case XmlNodeType.EndElement:
                _signatureDepth = reader.Depth == _signatureDepth ? -1 : _signatureDepth;
                return "";
            case XmlNodeType.XmlDeclaration:
                var encoding = reader.GetAttribute("encoding");
                return encoding is null || encoding.Equals("utf-8", StringComparison.OrdinalIgnoreCase) ? "" : SignatureCodes.Encoding;
            case XmlNodeType.Comment:
                return SignatureCodes.Comment;
            case XmlNodeType.CDATA:
                return SignatureCodes.Cdata;
            case XmlNodeType.ProcessingInstruction:
                return SignatureCodes.Instruction;
            case XmlNodeType.DocumentType or XmlNodeType.EntityReference:
                return SignatureCodes.Dtd;
            default:
                return "";
        }
    }

    private string LookAtElement(XmlReader reader)
    {
        var depth = reader.Depth;
        if (depth >= _limits.MaxDepth)
        {
            return SignatureCodes.Depth;
        }

        if (reader.AttributeCount > _limits.MaxAttributes)
        {
            return SignatureCodes.Attributes;
        }

        Nodes += reader.AttributeCount;
        var place = LookForSignature(reader, depth);
        return place.Length > 0 ? place : LookAtAttributes(reader, depth);
    }

    private string LookForSignature(XmlReader reader, int depth)
    {
        if (reader.NamespaceURI != Dsig)
        {
            return "";
        }

        if (reader.LocalName != "Signature")
        {
            return _signatureDepth < 0 ? SignatureCodes.Place : "";
        }

        Signatures++;
        if (_signatureDepth < 0 && !reader.IsEmptyElement)
        {
            _signatureDepth = depth;
        }

        return "";
    }

    private string LookAtAttributes(XmlReader reader, int depth)
    {
        var declared = _namespaces[depth];
        while (reader.MoveToNextAttribute())
        {
            if (reader.Prefix == "xmlns" || reader.Name == "xmlns")
            {
                declared++;
                HasAmpersandNamespace |= reader.Value.Contains('&', StringComparison.Ordinal);
            }
            else if (reader.LocalName.Equals("id", StringComparison.OrdinalIgnoreCase) && !_ids.Add(reader.Value))
            {
                // Id, ID, id, xml:id, wsu:Id: every library looks at others of them, so one value stands once in all of them.
                return SignatureCodes.DuplicateId;
            }
        }

        reader.MoveToElement();
        _namespaces[depth + 1] = declared;
        return declared > _limits.MaxNamespaces ? SignatureCodes.Namespaces : "";
    }

    // Wide encodings show a zero byte or their own byte order mark within the first four bytes.
    private static bool IsUtf8(ReadOnlySpan<byte> xml)
    {
        var start = xml[..Math.Min(4, xml.Length)];
        return start.IndexOf((byte)0) < 0 && start.IndexOfAny((byte)0xFE, (byte)0xFF) < 0;
    }
}
