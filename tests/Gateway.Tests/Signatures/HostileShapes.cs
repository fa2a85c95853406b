using System.Text;

namespace Gateway.Tests.Signatures;

/// <summary>As much as a message may have, in the worst shapes, made of a small signed document: <c>Customs</c> with <c>Header</c> and <c>Data</c> with an amount of 1000.</summary>
internal sealed class HostileShapes(string signed, int most = HostileShapes.Most)
{
    /// <summary>How many bytes each has, or nearly so.</summary>
    public const int Most = 10_485_760;

    /// <summary>Blanks between what the filter names: none of what was signed, and none of what is handed on.</summary>
    public const string Blanks = "white space between elements";

    private const string Dsig = "http://www.w3.org/2000/09/xmldsig#";
    private static readonly string Base64 = Convert.ToBase64String(new byte[3_000]);

    /// <summary>What makes each shape, by its name.</summary>
    public IReadOnlyDictionary<string, Func<byte[]>> All => new Dictionary<string, Func<byte[]>>
    {
        ["one text"] = () => Inside("1000", "x"),
        ["one text of three-byte letters"] = () => Inside("1000", "Đ€"),
        ["one text of letters beyond the first plane"] = () => Inside("1000", "\U0001F69A"),
        ["one text of escapes"] = () => Inside("1000", "&amp;"),
        ["one text of numbers for letters"] = () => Inside("1000", "&#13;"),
        [Blanks] = () => Inside("<Data>", " \n"),
        ["a text in the signature"] = () => Inside("<SignedInfo>", "x"),
        ["white space in the signature"] = () => Inside("<SignedInfo>", " "),
        ["a value of base64"] = () => Inside("</SignatureValue>", Base64),
        ["a digest of base64"] = () => Inside("</DigestValue>", Base64),
        ["a certificate of base64"] = () => Inside("</X509Certificate>", Base64),
        ["an issuer's name"] = () => Inside("<X509Certificate>", "x", "<X509IssuerSerial><X509IssuerName>", "</X509IssuerName><X509SerialNumber>1</X509SerialNumber></X509IssuerSerial>"),
        ["texts in the signature between elements"] = () => Inside("<SignedInfo>", "x<a/>"),
        ["one attribute's value"] = () => Inside("<Amount>", "x", "<a b=\"", "\"/>"),
        ["one attribute's value of closing marks"] = () => Inside("<Amount>", ">", "<a b=\"", "\"/>"),
        ["one namespace's name"] = () => Inside("<Amount>", "x", "<a xmlns:b=\"", "\"/>"),
        ["one attribute's value in the signature"] = () => Inside("<SignedInfo>", "x", "<a b=\"", "\"/>"),
        ["one element's name"] = () => Inside("<Amount>", "x", "<", "/>"),
        ["white space in a tag"] = () => Inside("<Amount>", " ", "<a", "/>"),
        ["attributes of one element"] = () => Numbered("<Amount>", number => $" a{number}=\"\"", "<a", "/>"),
        ["prefixes of one element"] = () => Numbered("<Amount>", number => $" xmlns:a{number}=\"u\"", "<a", "/>"),
        ["elements"] = () => Inside("<Amount>", "<a/>"),
        ["elements of other names"] = () => Numbered("<Amount>", number => $"<a{number}/>", "", ""),
        ["elements with ids"] = () => Numbered("<Amount>", number => $"<a Id=\"i{number}\"/>", "", ""),
        ["elements with as many attributes as they may have"] = () => Inside("<Amount>", "<a" + string.Concat(Enumerable.Range(0, 250).Select(number => $" b{number}=\"\"")) + "/>"),
        ["children of the root"] = () => Inside("<Header>", "<Header/>"),
        ["levels"] = () => Inside("<Amount>", "<a>"),
        ["levels and back"] = () => Inside("<Amount>", string.Concat(Enumerable.Repeat("<a>", 60)) + string.Concat(Enumerable.Repeat("</a>", 60))),
        ["references"] = () => Inside("<Reference ", "<Reference URI=\"\"/>"),
        ["transforms"] = () => Inside("</Transforms>", "<Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/>"),
        ["certificates"] = () => Inside("<X509Certificate>", "<X509Certificate>AAAA</X509Certificate>"),
        ["signatures"] = () => Inside("<Signature ", $"<Signature xmlns=\"{Dsig}\"/>"),
        ["signatures in signatures"] = () => Inside("<SignedInfo>", $"<Signature xmlns=\"{Dsig}\">"),
        ["a comment"] = () => Inside("1000", "x", "<!--", "-->"),
        ["a CDATA section"] = () => Inside("1000", "x", "<![CDATA[", "]]>"),
        ["an instruction"] = () => Inside("1000", "x", "<?x ", "?>"),
        ["a document type"] = () => Filled("<!DOCTYPE x [<!ENTITY e \"", "x", "\">]>" + signed),
        ["zeros"] = () => new byte[most],
        ["opening marks"] = () => Filled("", "<", ""),
        ["noise"] = Noise,
        ["noise behind a root"] = () => [.. "<a>"u8, .. Noise()[3..]],
    };

    private byte[] Inside(string place, string repeated, string open = "", string close = "")
    {
        var at = signed.IndexOf(place, StringComparison.Ordinal);
        ArgumentOutOfRangeException.ThrowIfNegative(at);
        return Filled(signed[..at] + open, repeated, close + signed[at..]);
    }

    private byte[] Filled(string start, string repeated, string end)
    {
        var (first, piece, last) = (Encoding.UTF8.GetBytes(start), Encoding.UTF8.GetBytes(repeated), Encoding.UTF8.GetBytes(end));
        using var filled = new MemoryStream(most);
        filled.Write(first);
        while (filled.Length + piece.Length + last.Length <= most)
        {
            filled.Write(piece);
        }

        filled.Write(last);
        return filled.ToArray();
    }

    private byte[] Numbered(string place, Func<int, string> part, string open, string close)
    {
        var at = signed.IndexOf(place, StringComparison.Ordinal);
        var text = new StringBuilder(most).Append(signed, 0, at).Append(open);
        for (var number = 0; text.Length < most - 10_000; number++)
        {
            text.Append(part(number));
        }

        return Encoding.UTF8.GetBytes(text.Append(close).Append(signed, at, signed.Length - at).ToString());
    }

    private byte[] Noise()
    {
        var bytes = new byte[most];
        new Random(20261127).NextBytes(bytes);
        return bytes;
    }
}
