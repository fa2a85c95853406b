using System.Text;

namespace Gateway.Host.Tests.Signatures;

/// <summary>
/// Well-formed documents by seed, made to be awkward: prefixes that are declared again, undeclared default namespaces, attributes of
/// several namespaces, xml: attributes, characters that are escaped, comments and instructions everywhere, letters beyond the first plane.
/// Not in them: an ampersand in a namespace (libxml2 writes it wrongly), a namespace that is no URI (libxml2 refuses it), names with letters the framework's reader does not take (XML 1.0, fifth edition).
/// </summary>
internal sealed class RandomDocument(int seed)
{
    private static readonly string[] Names = ["a", "b", "Data", "Đơn", "_x", "É", "α", "ひx"];
    private static readonly string[] Prefixes = ["p", "q", "r", "xs", "Ä"];
    private static readonly string[] Spaces = ["urn:a", "urn:b", "http://example.com/ns#x", "urn:%C3%BC"];
    private static readonly string[] Texts = ["", " ", "\n  ", "x", "1000", "&amp;", "&lt;b&gt;", "&#13;", "&#9;", "&#10;", "\"'", "]]&gt;", "Đồng Nai", "\U0001F69A", "a\r\nb", "&#x20AC;", "&quot;"];
    private readonly Random _random = new(seed);
    private readonly StringBuilder _text = new();

    /// <summary>The document as text.</summary>
    public string Make()
    {
        if (_random.Next(3) == 0)
        {
            _text.Append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
        }

        Outside();
        Element(0, []);
        Outside();
        return _text.ToString();
    }

    private void Outside()
    {
        for (var i = _random.Next(3); i > 0; i--)
        {
            _text.Append(_random.Next(3) switch { 0 => "<!-- c " + _random.Next(9) + " -->", 1 => "<?pi d?>", _ => "\n" });
        }
    }

    private void Element(int depth, Dictionary<string, string> scope)
    {
        scope = new Dictionary<string, string>(scope);
        var declared = Declare(scope);
        var prefix = scope.Keys.Where(key => key.Length > 0).Append("").OrderBy(_ => _random.Next()).First();
        var name = (prefix.Length == 0 ? "" : prefix + ":") + Pick(Names);
        _text.Append('<').Append(name).Append(declared);
        Attributes(scope);
        if (depth > 6 || _random.Next(5) == 0)
        {
            _text.Append(_random.Next(2) == 0 ? "/>" : $"></{name}>");
            return;
        }

        _text.Append('>');
        for (var i = _random.Next(5); i > 0; i--)
        {
            Inside(depth, scope);
        }

        _text.Append("</").Append(name).Append('>');
    }

    private void Inside(int depth, Dictionary<string, string> scope)
    {
        switch (_random.Next(9))
        {
            case 0:
                _text.Append("<!--").Append(Pick(["", " x ", "&lt;", "a\r\nb"])).Append("-->");
                break;
            case 1:
                _text.Append(Pick(["<?t?>", "<?t  d e ?>", "<?t <a>&amp;?>"]));
                break;
            case 2:
                _text.Append("<![CDATA[").Append(Pick(["", "<&>", "\r\n", "x"])).Append("]]>");
                break;
            case 3 or 4:
                _text.Append(Pick(Texts));
                break;
            case 5:
                Repeat(scope);
                break;
            default:
                Element(depth + 1, scope);
                break;
        }
    }

    // Elements of one text, several like each other.
    private void Repeat(Dictionary<string, string> scope)
    {
        var prefix = scope.Keys.Where(key => key.Length > 0).Append("").OrderBy(_ => _random.Next()).First();
        var name = (prefix.Length == 0 ? "" : prefix + ":") + Pick(Names);
        var tag = name + Pick(["", "", " a=\"1\"", " xml:lang=\"vi\"", " xmlns:p=\"urn:b\""]);
        for (var i = _random.Next(1, 5); i > 0; i--)
        {
            _text.Append('<').Append(tag).Append('>').Append(Pick(Texts)).Append("</").Append(name).Append('>');
        }
    }

    private string Declare(Dictionary<string, string> scope)
    {
        var declared = new StringBuilder();
        foreach (var prefix in Prefixes.Append("").Where(_ => _random.Next(5) == 0).OrderBy(_ => _random.Next()))
        {
            var space = prefix.Length == 0 && _random.Next(3) == 0 ? "" : Pick(Spaces);
            scope[prefix] = space;
            declared.Append(prefix.Length == 0 ? " xmlns" : " xmlns:" + prefix).Append("=\"").Append(space).Append('"');
        }

        return declared.ToString();
    }

    private void Attributes(Dictionary<string, string> scope)
    {
        var used = new HashSet<(string, string)>();
        for (var i = _random.Next(4); i > 0; i--)
        {
            var prefix = scope.Keys.Where(key => key.Length > 0).Append("").Append("xml").OrderBy(_ => _random.Next()).First();
            var name = prefix == "xml" ? Pick(["lang", "space", "base"]) : Pick(Names);
            var space = prefix.Length == 0 ? "" : prefix == "xml" ? "xml" : scope[prefix];
            var value = prefix == "xml" ? name == "space" ? Pick(["preserve", "default"]) : "vi" : Pick(Texts).Replace("\"", "&quot;", StringComparison.Ordinal);
            if (used.Add((space, name)))
            {
                _text.Append(' ').Append(prefix.Length == 0 ? "" : prefix + ":").Append(name).Append("=\"").Append(value).Append('"');
            }
        }
    }

    private string Pick(string[] among) => among[_random.Next(among.Length)];
}
