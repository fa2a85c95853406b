using System.Buffers;
using System.Runtime.InteropServices;
using System.Xml;

namespace Gateway.Signatures;

/// <summary>
/// The one pass over a signed document: forward only, it stops at the first thing a signed document may not have and at the first
/// limit. What it meets it hands on to <see cref="SignedParts"/>, so that nothing is read twice and nothing can be read differently.
/// </summary>
internal sealed class XmlScan
{
    internal const string Dsig = "http://www.w3.org/2000/09/xmldsig#";
    private const int Piece = 4_096;
    private readonly XmlLimits _limits;
    private readonly SignedParts? _parts;
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly CanonicalElement _element = new();
    private readonly NamespaceScope _scope = new();
    private int _signatureDepth = -1;
    private bool _rooted;

    private XmlScan(XmlLimits limits, SignedParts? parts)
    {
        _limits = limits;
        _parts = parts;
    }

    /// <summary>Empty when everything is in order.</summary>
    public string Code { get; private set; } = "";

    /// <summary>Elements, attributes and texts looked at.</summary>
    public int Nodes { get; private set; }

    /// <summary>How many signatures there are, at any place.</summary>
    public int Signatures { get; private set; }

    /// <summary>Whether a namespace name holds an ampersand, which a widespread library canonicalises wrongly: never sign one.</summary>
    public bool HasAmpersandNamespace { get; private set; }

    public static XmlScan Of(ReadOnlyMemory<byte> xml, XmlLimits limits, SignedParts? parts = null)
    {
        var scan = new XmlScan(limits, parts);
        if (xml.Length > limits.MaxBytes || !IsUtf8(xml.Span))
        {
            scan.Code = xml.Length > limits.MaxBytes ? SignatureCodes.Size : SignatureCodes.Encoding;
            return scan;
        }

        using var stream = AsStream(xml);
        return Of(stream, limits, scan);
    }

    /// <summary>The same of a stream, counted as it is read.</summary>
    public static XmlScan Of(Stream xml, XmlLimits limits, SignedParts parts)
    {
        return Of(xml, limits, new XmlScan(limits, parts));
    }

    private static XmlScan Of(Stream xml, XmlLimits limits, XmlScan scan)
    {
        using var measured = new MeasuredStream(xml, limits.MaxBytes);
        using var reader = Open(measured);
        scan.Run(reader);
        scan.NameDtd(measured.Start);
        scan.Code = measured.IsTooLong ? SignatureCodes.Size : measured.IsWide ? SignatureCodes.Encoding
            : measured.HasLongTag && scan.Code == SignatureCodes.Malformed ? SignatureCodes.Attributes : scan.Code;
        return scan;
    }

    /// <summary>The one way bytes become XML here; scan and tree must never read differently.</summary>
    public static XmlReader Open(ReadOnlyMemory<byte> xml) => Open(AsStream(xml));

    private static MemoryStream AsStream(ReadOnlyMemory<byte> xml)
    {
        var array = MemoryMarshal.TryGetArray(xml, out var segment) ? segment : new ArraySegment<byte>(xml.ToArray());
        return new MemoryStream(array.Array!, array.Offset, array.Count, writable: false);
    }

    private static XmlReader Open(Stream xml) => XmlReader.Create(xml, new XmlReaderSettings
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        CheckCharacters = true,
        CloseInput = true,
    });

    // The reader stops at a document type as at any error; it can only stand before the root.
    private void NameDtd(ReadOnlySpan<byte> start) =>
        Code = Code == SignatureCodes.Malformed && !_rooted && start.IndexOf("<!D"u8) >= 0 ? SignatureCodes.Dtd : Code;

    private void Run(XmlReader reader)
    {
        var piece = ArrayPool<char>.Shared.Rent(Piece);
        try
        {
            while (reader.Read())
            {
                Code = ++Nodes > _limits.MaxNodes ? SignatureCodes.Nodes : Look(reader, piece);
                if (Code.Length > 0)
                {
                    break;
                }
            }
        }
        catch (XmlException)
        {
            Code = SignatureCodes.Malformed;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(piece);
        }
    }

    private string Look(XmlReader reader, char[] piece)
    {
        switch (reader.NodeType)
        {
            case XmlNodeType.Element:
                return LookAtElement(reader);
            case XmlNodeType.EndElement:
                Close(reader.Depth);
                return "";
            case XmlNodeType.Text or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                _parts?.Text(reader, piece);
                return "";
            case XmlNodeType.XmlDeclaration:
                Nodes--;
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
        var (depth, empty) = (reader.Depth, reader.IsEmptyElement);
        _rooted = true;
        if (depth >= _limits.MaxDepth)
        {
            return SignatureCodes.Depth;
        }

        if (reader.AttributeCount > _limits.MaxAttributes)
        {
            return SignatureCodes.Attributes;
        }

        Nodes += reader.AttributeCount;
        _element.Take(reader);
        var code = LookForSignature(depth, empty);
        code = code.Length > 0 ? code : LookAtAttributes();
        if (code.Length > 0)
        {
            return code;
        }

        _parts?.Start(_element, _scope, depth);
        if (empty)
        {
            Close(depth);
        }

        return "";
    }

    private void Close(int depth)
    {
        _signatureDepth = depth == _signatureDepth ? -1 : _signatureDepth;
        _parts?.End();
        _scope.Pop();
    }

    private string LookForSignature(int depth, bool empty)
    {
        if (_element.Space != Dsig)
        {
            return "";
        }

        if (_element.Name != "Signature")
        {
            return _signatureDepth < 0 ? SignatureCodes.Place : "";
        }

        Signatures++;
        if (_signatureDepth < 0 && !empty)
        {
            _signatureDepth = depth;
        }

        return "";
    }

    // Id, ID, id, xml:id, wsu:Id: every library looks at others of them, so one value stands once in all of them.
    private string LookAtAttributes()
    {
        foreach (var attribute in _element.Attributes)
        {
            if (attribute.Name.Equals("id", StringComparison.OrdinalIgnoreCase) && !_ids.Add(attribute.Value))
            {
                return SignatureCodes.DuplicateId;
            }
        }

        foreach (var (_, uri) in _element.Declarations)
        {
            HasAmpersandNamespace |= uri.Contains('&', StringComparison.Ordinal);
        }

        _scope.Push(_element);
        return _scope.Count > _limits.MaxNamespaces ? SignatureCodes.Namespaces : "";
    }

    // Wide encodings show a zero byte or their own byte order mark within the first four bytes.
    internal static bool IsUtf8(ReadOnlySpan<byte> xml)
    {
        var start = xml[..Math.Min(4, xml.Length)];
        return start.IndexOf((byte)0) < 0 && start.IndexOfAny((byte)0xFE, (byte)0xFF) < 0;
    }
}
