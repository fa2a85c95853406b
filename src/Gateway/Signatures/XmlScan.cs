using Gateway.Signatures.Markup;

namespace Gateway.Signatures;

/// <summary>
/// The one pass over a signed document: forward only, it stops at the first thing a signed document may not have and at the first
/// limit. What it meets it hands on to <see cref="SignedParts"/>, so that nothing is read twice and nothing can be read differently.
/// </summary>
internal sealed class XmlScan
{
    internal const string Dsig = "http://www.w3.org/2000/09/xmldsig#";
    private readonly XmlLimits _limits;
    private readonly SignedParts? _parts;
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private int _signatureDepth = -1;

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

    /// <summary>A namespace name is a relative reference, which has no canonical form (Canonical XML 1.0, 1.3).</summary>
    public bool HasRelativeNamespace { get; private set; }

    public static XmlScan Of(ReadOnlyMemory<byte> xml, XmlLimits limits, SignedParts? parts = null) => Of(new MarkupWindow(xml, limits.MaxBytes), limits, parts);

    /// <summary>The same of a stream, counted as it is read.</summary>
    public static XmlScan Of(Stream xml, XmlLimits limits, SignedParts parts) => Of(new MarkupWindow(xml, limits.MaxBytes), limits, parts);

    private static XmlScan Of(MarkupWindow window, XmlLimits limits, SignedParts? parts)
    {
        using var reader = new MarkupReader(window);
        var scan = new XmlScan(limits, parts);
        scan.Run(reader);
        return scan;
    }

    private void Run(MarkupReader reader)
    {
        try
        {
            while (Code.Length == 0 && reader.Read(_parts?.Written))
            {
                Nodes += reader.Kind == MarkupKind.Leaf ? reader.Nodes : reader.Kind == MarkupKind.Declaration || reader.IsContinued ? 0 : 1;
                Code = Nodes > _limits.MaxNodes ? SignatureCodes.Nodes : Look(reader);
            }
        }
        catch (MarkupException fault)
        {
            Code = fault.Code;
        }
    }

    private string Look(MarkupReader reader)
    {
        switch (reader.Kind)
        {
            case MarkupKind.Start:
                return LookAtElement(reader);
            case MarkupKind.End:
                Close(reader);
                return "";
            case MarkupKind.Leaf:
                _parts!.Leaf(reader);
                return reader.Depth < _limits.MaxDepth ? "" : SignatureCodes.Depth;
            case MarkupKind.Text:
                _parts?.Text(reader);
                return "";
            case MarkupKind.Declaration:
                return reader.IsUtf8 ? "" : SignatureCodes.Encoding;
            case MarkupKind.Comment:
                return SignatureCodes.Comment;
            case MarkupKind.Section:
                return SignatureCodes.Cdata;
            case MarkupKind.Instruction:
                return SignatureCodes.Instruction;
            default:
                return SignatureCodes.Dtd;
        }
    }

    private string LookAtElement(MarkupReader reader)
    {
        var (element, depth) = (reader.Element, reader.Depth);
        if (depth >= _limits.MaxDepth)
        {
            return SignatureCodes.Depth;
        }

        var attributes = element.Attributes.Count + element.Declarations.Count;
        if (attributes > _limits.MaxAttributes)
        {
            return SignatureCodes.Attributes;
        }

        Nodes += attributes;
        var code = LookForSignature(element, depth, reader.IsEmpty);
        code = code.Length > 0 ? code : LookAtAttributes(reader);
        if (code.Length > 0)
        {
            return code;
        }

        _parts?.Start(reader);
        if (reader.IsEmpty)
        {
            Close(reader);
        }

        return "";
    }

    private void Close(MarkupReader reader)
    {
        _signatureDepth = reader.Depth == _signatureDepth ? -1 : _signatureDepth;
        _parts?.End(reader);
    }

    private string LookForSignature(CanonicalElement element, int depth, bool empty)
    {
        if (element.Space != Dsig)
        {
            return "";
        }

        if (element.Name != "Signature")
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

    private string LookAtAttributes(MarkupReader reader)
    {
        var element = reader.Element;
        if (element.HasId && IsTwin(element))
        {
            return SignatureCodes.DuplicateId;
        }

        if (element.Declarations.Count > 0)
        {
            HasAmpersandNamespace |= element.Declarations.Exists(declared => declared.Uri.Contains('&', StringComparison.Ordinal));
            HasRelativeNamespace |= element.Declarations.Exists(declared => IsRelative(declared.Uri));
        }

        return reader.Scope.Count > _limits.MaxNamespaces ? SignatureCodes.Namespaces : "";
    }

    private static bool IsRelative(string uri)
    {
        for (var at = 0; at < uri.Length; at++)
        {
            if (uri[at] == ':')
            {
                return at == 0;
            }

            if (!char.IsAsciiLetter(uri[at]) && (at == 0 || (!char.IsAsciiDigit(uri[at]) && uri[at] is not ('+' or '.' or '-'))))
            {
                return true;
            }
        }

        return uri.Length > 0;
    }

    // Id, ID, id, xml:id, wsu:Id: every library looks at others of them, so one value stands once in all of them.
    private bool IsTwin(CanonicalElement element) => element.Attributes.Exists(attribute => attribute.Qualified.IsId && !_ids.Add(element.Text(attribute)));
}
