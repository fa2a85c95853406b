using System.Text;
using System.Xml.Linq;

namespace Gateway.Tests.Published;

/// <summary>One thing done to a message at one place. The same seed does the same.</summary>
internal sealed record Mutation(string Kind, string Path, string Text, byte[] Message)
{
    private static readonly string[] Mistyped =
        ["", " ", "abc", "12", "-1", "1.5", "1e3", "+7", ".5", "1,000", "2026-11-23", "20261123", "20261323093000Z", "true", "0x1F", "GB", "gb1", "€", "\n", "a b", "９"];

    private static readonly string[] Kinds = ["dropped", "repeated", "reordered", "mistyped", "over-long", "renamed", "moved", "attribute"];

    public static Mutation Of(byte[] message, int seed)
    {
        var random = new Random(seed);
        var root = XElement.Load(new MemoryStream(message), LoadOptions.PreserveWhitespace);
        foreach (var form in root.DescendantsAndSelf().Attributes().Where(IsForm).ToList())
        {
            form.Remove();
        }

        var kind = Kinds[random.Next(Kinds.Length)];
        var elements = root.Descendants().Where(element => kind is not ("mistyped" or "over-long") || !element.HasElements).ToList();
        var chosen = elements[random.Next(elements.Count)];
        var path = string.Join('/', chosen.AncestorsAndSelf().Reverse().Select(element => element.Name.LocalName));
        var (attribute, text) = Do(kind, chosen, elements, random);
        return new Mutation(kind, path + (attribute.Length > 0 ? $"/@{attribute}" : ""), text, Encoding.UTF8.GetBytes(root.ToString(SaveOptions.DisableFormatting)));
    }

    // Declarations are made anew on writing, hints say nothing.
    private static bool IsForm(XAttribute attribute) =>
        attribute.IsNamespaceDeclaration || attribute.Name.NamespaceName.EndsWith("XMLSchema-instance", StringComparison.Ordinal);

    private static (string Attribute, string Text) Do(string kind, XElement element, List<XElement> elements, Random random)
    {
        var attributes = element.Attributes().ToList();
        var attribute = attributes.Count > 0 && random.Next(2) == 0 ? attributes[random.Next(attributes.Count)] : null;
        switch (kind)
        {
            case "dropped" when attribute is not null:
                attribute.Remove();
                break;
            case "dropped":
                element.Remove();
                break;
            case "repeated":
                element.AddAfterSelf(new XElement(element));
                break;
            case "reordered":
                Swap(element, element.ElementsAfterSelf().Concat(element.ElementsBeforeSelf()).ToList(), random);
                break;
            case "renamed":
                element.Name = random.Next(2) == 0 ? element.Name.Namespace + "Unheard" : XNamespace.Get("urn:unheard") + element.Name.LocalName;
                break;
            case "moved":
                element.Remove();
                elements[random.Next(elements.Count)].Add(new XElement(element));
                break;
            case "attribute":
                return Attach(element, random);
            default:
                return Rewrite(kind, element, attribute, random);
        }

        return (kind == "dropped" && attribute is not null ? attribute.Name.LocalName : "", "");
    }

    private static (string Attribute, string Text) Rewrite(string kind, XElement element, XAttribute? attribute, Random random)
    {
        var old = attribute?.Value ?? element.Value;
        var text = kind == "mistyped" ? Mistyped[random.Next(Mistyped.Length)]
            : random.Next(3) switch { 0 => old + new string('9', random.Next(1, 40)), 1 => old + new string('x', random.Next(1, 600)), _ => string.Concat(Enumerable.Repeat(old + "0", 20)) };
        if (attribute is not null)
        {
            attribute.Value = text;
            return (attribute.Name.LocalName, text);
        }

        element.Value = text;
        return ("", text);
    }

    private static (string Attribute, string Text) Attach(XElement element, Random random)
    {
        string[] names = ["currencyID", "unitCode", "formatCode", "listID", "listAgencyID", "schemeID", "schemeAgencyID", "languageID", "schemeURI", "unheard"];
        var (name, text) = (names[random.Next(names.Length)], Mistyped[random.Next(Mistyped.Length)]);
        element.SetAttributeValue(name, text);
        return (name, text);
    }

    private static void Swap(XElement element, List<XElement> others, Random random)
    {
        if (others.Count > 0)
        {
            var other = others[random.Next(others.Count)];
            var (left, right) = (new XElement(element), new XElement(other));
            element.ReplaceWith(right);
            other.ReplaceWith(left);
        }
    }
}
