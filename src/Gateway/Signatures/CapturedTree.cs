using System.Xml;
using Gateway.Signatures.Markup;

namespace Gateway.Signatures;

/// <summary>A signature, or what holds it, as a tree of its own, while the pass goes on. It is small, or it is none of a profile.</summary>
internal sealed class CapturedTree
{
    private const int MostNodes = 1_000;
    private const int MostText = 4_194_304;
    private readonly NamespaceScope _scope;
    private readonly XmlDocument _document = new() { PreserveWhitespace = true, XmlResolver = null };
    private XmlElement? _open;
    private int _nodes;
    private int _text;
    private int _beyond;

    public CapturedTree(CanonicalElement element, NamespaceScope scope, int depth, int coveredDepth)
    {
        (Depth, CoveredDepth) = (depth, coveredDepth);
        _scope = scope.Copy();
        Root = (XmlElement)_document.AppendChild(Make(element))!;
        _open = Root;
    }

    /// <summary>Its root element.</summary>
    public XmlElement Root { get; private set; }

    /// <summary>How deep it stands; 1 is a child of the root.</summary>
    public int Depth { get; }

    /// <summary>How many covered elements stand around it.</summary>
    public int CoveredDepth { get; }

    public bool IsOpen => _open is not null;

    /// <summary>It is larger than any signature of a profile, and was not kept whole.</summary>
    public bool IsTooLarge => _nodes > MostNodes || _text > MostText;

    public void Start(CanonicalElement element)
    {
        _nodes += 1 + element.Attributes.Count;
        if (IsTooLarge)
        {
            // Counted only to know when it closes.
            _beyond++;
        }
        else
        {
            _open = (XmlElement)_open!.AppendChild(Make(element))!;
        }
    }

    /// <summary>A text, as canonical XML has it.</summary>
    public void Text(ReadOnlySpan<byte> canonical)
    {
        _nodes++;
        _text += canonical.Length;
        if (!IsTooLarge)
        {
            _open!.AppendChild(_document.CreateTextNode(MarkupText.Decode(canonical)));
        }
    }

    public void End()
    {
        if (_beyond > 0)
        {
            _beyond--;
        }
        else
        {
            _open = _open!.ParentNode as XmlElement;
        }
    }

    /// <summary>Takes the whole of a tree in place of its own root, and gives its root.</summary>
    public XmlElement Adopt(XmlElement root)
    {
        var copy = (XmlElement)_document.ImportNode(root, deep: true);
        _document.ReplaceChild(copy, Root);
        (Root, _open) = (copy, null);
        return copy;
    }

    /// <summary>Canonical bytes of an element in it, with what it inherits from the document around.</summary>
    public byte[] Canonical(XmlElement element, CanonicalMethod method)
    {
        var above = new Stack<XmlElement>();
        for (var node = element.ParentNode as XmlElement; node is not null && node != Root; node = node.ParentNode as XmlElement)
        {
            above.Push(node);
        }

        var (scope, start) = (_scope.Copy(), new CanonicalElement());
        foreach (var node in above)
        {
            start.Take(node);
            scope.Push(start);
        }

        return XmlCanonicalization.OfElement(element, scope, method);
    }

    private XmlElement Make(CanonicalElement element)
    {
        var made = _document.CreateElement(element.Prefix, element.Name, element.Space);
        foreach (var (prefix, uri) in element.Declarations)
        {
            made.SetAttribute(prefix.Length == 0 ? "xmlns" : $"xmlns:{prefix}", uri);
        }

        foreach (var attribute in element.Attributes)
        {
            var copy = _document.CreateAttribute(attribute.Prefix, attribute.Name, attribute.Space);
            copy.Value = element.Text(attribute);
            made.SetAttributeNode(copy);
        }

        return made;
    }
}
