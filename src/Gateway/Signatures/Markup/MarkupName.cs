using System.Text;
using System.Xml;

namespace Gateway.Signatures.Markup;

/// <summary>A qualified name, as text and as the bytes it is written with.</summary>
internal sealed class MarkupName
{
    private const int Longest = 4_096;

    /// <summary>A name of which the parts are known.</summary>
    public MarkupName(string prefix, string local)
        : this(prefix, local, Encoding.UTF8.GetBytes(prefix.Length == 0 ? local : $"{prefix}:{local}"))
    {
    }

    private MarkupName(string prefix, string local, byte[] written)
    {
        (Prefix, Local, Written) = (prefix, local, written);
        IsId = local.Equals("id", StringComparison.OrdinalIgnoreCase);
        IsInherited = prefix == "xml";
        IsDeclaration = prefix == "xmlns" || (prefix.Length == 0 && local == "xmlns");
    }

    /// <summary>What stands before the colon; empty where there is none.</summary>
    public string Prefix { get; }

    /// <summary>What stands behind it.</summary>
    public string Local { get; }

    /// <summary>Prefix, colon and local name in UTF-8.</summary>
    public byte[] Written { get; }

    /// <summary>Some library takes an attribute of this name for an identifier.</summary>
    public bool IsId { get; }

    /// <summary>An attribute of this name declares a namespace.</summary>
    public bool IsDeclaration { get; }

    /// <summary>An attribute of this name holds for the elements below too.</summary>
    public bool IsInherited { get; }

    /// <summary>The name that stood behind it the last time in its document: most documents repeat themselves.</summary>
    public MarkupName? Next { get; set; }

    /// <summary>The name these bytes (UTF-8, looked at already) spell, or <c>null</c> where they spell none.</summary>
    public static MarkupName? Read(ReadOnlySpan<byte> written)
    {
        if (written.Length is 0 or > Longest)
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(written);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var (prefix, local) = colon < 0 ? ("", text) : (text[..colon], text[(colon + 1)..]);
        return IsSimple(local) && (colon < 0 || IsSimple(prefix)) ? new MarkupName(prefix, local, written.ToArray()) : null;
    }

    // A name without a colon, of the letters the platform's own reader takes.
    private static bool IsSimple(string name)
    {
        if (name.Length == 0 || !XmlConvert.IsStartNCNameChar(name[0]))
        {
            return false;
        }

        foreach (var letter in name)
        {
            if (!XmlConvert.IsNCNameChar(letter))
            {
                return false;
            }
        }

        return true;
    }
}
