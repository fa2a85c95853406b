using System.Xml;

namespace Gateway.Signatures;

/// <summary>The signature of a document as a tree of its own, while the pass goes on. It is small, or it is none of a profile.</summary>
internal sealed class CapturedSignature
{
    private const int MostNodes = 1_000;
    private const int MostText = 4_194_304;
    private readonly XmlDocument _document = new() { PreserveWhitespace = true, XmlResolver = null };
    private XmlElement? _open;
    private int _nodes;
    private int _text;
    private int _beyond;

    public CapturedSignature(CanonicalElement element, NamespaceScope scope, int depth, int coveredDepth)
    {
        (Depth, CoveredDepth) = (depth, coveredDepth);
        Scope = scope.Copy();
        Root = (XmlElement)_document.AppendChild(Make(element))!;
        _open = Root;
    }

    /// <summary>Its root element.</summary>
    public XmlElement Root { get; }

    /// <summary>What is in scope inside it, its own declarations included.</summary>
    public NamespaceScope Scope { get; }

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

    public void Text(string text)
    {
        _nodes++;
        _text += text.Length;
        if (!IsTooLarge)
        {
            _open!.AppendChild(_document.CreateTextNode(text));
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
            copy.Value = attribute.Value;
            made.SetAttributeNode(copy);
        }

        return made;
    }
}
