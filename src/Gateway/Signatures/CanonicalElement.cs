using System.Runtime.InteropServices;
using System.Xml;
using Gateway.Signatures.Markup;

namespace Gateway.Signatures;

/// <summary>An attribute as canonicalisation sees it; namespace declarations are none. Its value, as canonical XML writes it, is kept by the element.</summary>
internal readonly record struct CanonicalAttribute(MarkupName Qualified, string Space, int Start, int Length, bool IsInTag = false)
{
    public string Prefix => Qualified.Prefix;

    public string Name => Qualified.Local;
}

/// <summary>The start of one element. One object serves a whole document: it is filled again for each.</summary>
internal sealed class CanonicalElement
{
    private const string Xml = "http://www.w3.org/XML/1998/namespace";
    private const string Xmlns = "http://www.w3.org/2000/xmlns/";
    private const int FewAttributes = 12;
    private readonly MarkupBuffer _values = new();
    private readonly HashSet<(string Space, string Name)> _seen = [];
    private ReadOnlyMemory<byte> _tag;

    /// <summary>Its name as it is written.</summary>
    public MarkupName Qualified { get; private set; } = new("", "");

    public string Prefix => Qualified.Prefix;

    public string Name => Qualified.Local;

    public string Space { get; private set; } = "";

    public List<CanonicalAttribute> Attributes { get; } = [];

    /// <summary>Prefixes it declares, the default one empty.</summary>
    public List<(string Prefix, string Uri)> Declarations { get; } = [];

    /// <summary>It declares something, or has an attribute that holds below it too.</summary>
    public bool HandsDown { get; private set; }

    /// <summary>It has an attribute that some library takes for an identifier.</summary>
    public bool HasId { get; private set; }

    /// <summary>The value of one of its attributes, as canonical XML writes it.</summary>
    public ReadOnlySpan<byte> Value(CanonicalAttribute attribute) =>
        attribute.IsInTag ? _tag.Span.Slice(attribute.Start, attribute.Length) : _values.Part(attribute.Start, attribute.Length);

    /// <summary>The value of one of its attributes.</summary>
    public string Text(CanonicalAttribute attribute) => MarkupText.Decode(Value(attribute));

    /// <summary>Another element begins, written from the beginning of a tag on.</summary>
    public void Begin(MarkupName name, ReadOnlyMemory<byte> tag)
    {
        (Qualified, Space, _tag) = (name, "", tag);
        (HandsDown, HasId) = (false, false);
        Attributes.Clear();
        Declarations.Clear();
        _values.Clear();
    }

    /// <summary>
    /// Adds an attribute or a declaration, its value by its place in the tag, plain where canonical XML writes it as it stands. Whether
    /// canonical XML, too, writes it behind those before it.
    /// </summary>
    public bool Add(MarkupName name, int start, int length, bool isPlain)
    {
        var follows = isPlain && Follows(name);
        HasId |= name.IsId;
        if (isPlain && !name.IsDeclaration && !name.IsInherited)
        {
            Attributes.Add(new CanonicalAttribute(name, "", start, length, IsInTag: true));
            return follows;
        }

        var kept = _values.Length;
        MarkupText.AddValue(_tag.Span.Slice(start, length), _values);
        if (name.IsInherited && name.Local == "space" && MarkupText.Decode(_values.Part(kept, _values.Length - kept)).Trim(' ', '\t', '\n', '\r') is not ("default" or "preserve"))
        {
            // Not against the letter of the standard, but no platform reads it.
            throw MarkupException.Malformed;
        }

        Keep(name, "", kept);
        return follows;
    }

    /// <summary>Finds the namespaces of its names, and whether they are as the standard for namespaces wants them.</summary>
    public bool Resolve(NamespaceScope scope)
    {
        if (!TryFind(Qualified, scope, out var space) || (Declarations.Count > 0 && !AreDeclared()))
        {
            return false;
        }

        Space = space;
        foreach (ref var attribute in CollectionsMarshal.AsSpan(Attributes))
        {
            if (attribute.Prefix.Length > 0)
            {
                if (!TryFind(attribute.Qualified, scope, out space))
                {
                    return false;
                }

                attribute = attribute with { Space = space };
            }
        }

        return Attributes.Count < 2 || AreDifferent();
    }

    /// <summary>Takes over the attributes that C14N 1.0 hands down to an element signed alone.</summary>
    public void Inherit(NamespaceScope scope)
    {
        foreach (var (name, value) in scope.Inherited(this).ToList())
        {
            Attributes.Add(new CanonicalAttribute(name, Xml, _values.Length, value.Length));
            _values.Add(value);
        }
    }

    /// <summary>Takes an element of a tree.</summary>
    public void Take(XmlElement element)
    {
        Begin(new MarkupName(element.Prefix, element.LocalName), default);
        Space = element.NamespaceURI;
        foreach (XmlAttribute attribute in element.Attributes)
        {
            var start = _values.Length;
            MarkupText.EncodeValue(attribute.Value, _values);
            Keep(new MarkupName(attribute.Prefix, attribute.LocalName), attribute.NamespaceURI, start);
        }
    }

    private void Keep(MarkupName name, string space, int start)
    {
        HandsDown |= name.IsDeclaration || name.IsInherited;
        if (name.IsDeclaration)
        {
            Declarations.Add((name.Prefix.Length == 0 ? "" : name.Local, MarkupText.Decode(_values.Part(start, _values.Length - start))));
        }
        else
        {
            Attributes.Add(new CanonicalAttribute(name, space, start, _values.Length - start));
        }
    }

    // Names without a prefix stand in the order of their letters; with prefixes the order is that of what they stand for.
    private bool Follows(MarkupName name) => !name.IsDeclaration && (Attributes.Count == 0
        || (name.Prefix.Length == 0 && Attributes[^1].Prefix.Length == 0 && Attributes[^1].Qualified.Written.AsSpan().SequenceCompareTo(name.Written) < 0));

    private static bool TryFind(MarkupName name, NamespaceScope scope, out string space)
    {
        space = name.IsInherited ? Xml : scope.Find(name.Prefix);
        return space.Length > 0 || name.Prefix.Length == 0;
    }

    // Nothing is declared twice, no prefix stands for nothing, and the two reserved names keep to each other.
    private bool AreDeclared()
    {
        for (var i = 0; i < Declarations.Count; i++)
        {
            var (prefix, uri) = Declarations[i];
            if ((prefix.Length > 0 && uri.Length == 0) || prefix == "xmlns" || uri == Xmlns || (prefix == "xml") != (uri == Xml))
            {
                return false;
            }
        }

        return Declarations.Count < 2 || AreAllNew(Declarations.Count, i => ("", Declarations[i].Prefix));
    }

    private bool AreDifferent()
    {
        if (Attributes.Count > FewAttributes)
        {
            return AreAllNew(Attributes.Count, i => (Attributes[i].Space, Attributes[i].Name));
        }

        for (var i = 1; i < Attributes.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (Attributes[i].Name == Attributes[j].Name && Attributes[i].Space == Attributes[j].Space)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private bool AreAllNew(int count, Func<int, (string Space, string Name)> name)
    {
        _seen.Clear();
        for (var i = 0; i < count; i++)
        {
            if (!_seen.Add(name(i)))
            {
                return false;
            }
        }

        return true;
    }
}
