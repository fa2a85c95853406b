using System.Text;
using Gateway.Signatures;

namespace Gateway.Tests.Signatures;

/// <summary>Comments, CDATA, instructions, declarations, encodings and floods: at every place of a document.</summary>
internal static class Disguises
{
    // What the pass refuses before it looks at the placement is tried on two of them.
    private static readonly Ground[] Grounds = [Ground.Enveloped, Ground.Filter];

    private static readonly (string Name, string Text, string Code)[] Hidden =
    [
        ("comment", "<!-- -->", SignatureCodes.Comment),
        ("comment with markup", "<!--</Data><Data>-->", SignatureCodes.Comment),
        ("CDATA", "<![CDATA[x]]>", SignatureCodes.Cdata),
        ("empty CDATA", "<![CDATA[]]>", SignatureCodes.Cdata),
        ("instruction", "<?x y?>", SignatureCodes.Instruction),
    ];

    private static readonly (string Name, string Before)[] Places =
    [
        ("the amount", "000<"),
        ("the document's end", "</"),
        ("the signature", "<SignedInfo>"),
        ("SignedInfo", "<SignatureMethod"),
        ("the digest", "</DigestValue>"),
        ("the value", "</SignatureValue>"),
        ("the certificate", "</X509Certificate>"),
        ("the transforms", "</Transforms>"),
    ];

    private static readonly (string Name, string Declaration)[] Types =
    [
        ("bare", "<!DOCTYPE Customs>"),
        ("of a file", "<!DOCTYPE Customs SYSTEM \"file:///etc/hostname\">"),
        ("public", "<!DOCTYPE Customs PUBLIC \"-//X//X\" \"http://127.0.0.1:1/x.dtd\">"),
        ("with an entity", "<!DOCTYPE Customs [<!ENTITY e \"9\">]>"),
        ("with an outer entity", "<!DOCTYPE Customs [<!ENTITY e SYSTEM \"file:///etc/hostname\">]>"),
        ("with a parameter entity", "<!DOCTYPE Customs [<!ENTITY % p SYSTEM \"http://127.0.0.1:1/p\"> %p;]>"),
        ("with a default attribute", "<!DOCTYPE Customs [<!ATTLIST Data Amount CDATA \"9\">]>"),
        ("with an id", "<!DOCTYPE Customs [<!ATTLIST Data x ID #IMPLIED>]>"),
        ("with a notation", "<!DOCTYPE Customs [<!NOTATION n SYSTEM \"x\">]>"),
        ("behind a line break", "\n<!DOCTYPE Customs>"),
        ("behind a declaration", "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!DOCTYPE Customs>"),
    ];

    public static IEnumerable<Attack> All =>
        [.. Grounds.SelectMany(Hide), .. Grounds.SelectMany(Declare), .. Grounds.SelectMany(Encode), .. Grounds.SelectMany(Break), .. Grounds.SelectMany(Flood)];

    private static IEnumerable<Attack> Hide(Ground ground) =>
    [
        .. from hidden in Hidden
           from place in Places
           select ground.Changed($"{hidden.Name} in {place.Name}", hidden.Code, place.Before, place.Before == "000<" ? $"00{hidden.Text}0<" : hidden.Text + place.Before),
        .. from hidden in Hidden.Where(hidden => hidden.Code != SignatureCodes.Cdata)
           from before in (bool[])[true, false]
           select ground.Of($"{hidden.Name} {(before ? "before" : "behind")} the root", hidden.Code, () => before ? hidden.Text + ground.Signed : ground.Signed + hidden.Text),
    ];

    private static IEnumerable<Attack> Declare(Ground ground) =>
    [
        .. from type in Types
           select ground.Of($"document type {type.Name}", SignatureCodes.Dtd, () => type.Declaration + ground.Signed),
        ground.Changed("entity that nobody declared", SignatureCodes.Malformed, ">1000<", ">&e;<"),
        ground.Of("document type behind the root", SignatureCodes.Malformed, () => ground.Signed + "<!DOCTYPE Customs>"),
    ];

    private static IEnumerable<Attack> Encode(Ground ground) =>
    [
        .. from encoding in (Encoding[])[Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32, new UTF32Encoding(bigEndian: true, byteOrderMark: true)]
           from marked in (bool[])[true, false]
           select ground.OfBytes($"{encoding.WebName}{(marked ? "" : " without a mark")}", SignatureCodes.Encoding, () => encoding.GetBytes((marked ? "\uFEFF" : "") + ground.Signed)),
        .. from name in (string[])["iso-8859-1", "us-ascii", "latin1", "utf-32"]
           select ground.Of($"declared {name}", SignatureCodes.Encoding, () => $"<?xml version=\"1.0\" encoding=\"{name}\"?>" + ground.Signed),
        .. from name in (string[])["utf-7", "ebcdic-cp-us", "x", "utf_8", "", " utf-8", "utf-16", "windows-1252"]
           select ground.Of($"declared '{name}'", SignatureCodes.Encoding, () => $"<?xml version=\"1.0\" encoding=\"{name}\"?>" + ground.Signed),
        ground.Of("XML 1.1", SignatureCodes.Malformed, () => "<?xml version=\"1.1\"?>" + ground.Signed),
        ground.Of("two marks", SignatureCodes.Malformed, () => "\uFEFF\uFEFF" + ground.Signed),
        ground.Of("mark behind the root", SignatureCodes.Malformed, () => ground.Signed + "\uFEFF"),
        ground.Changed("mark in the amount", SignatureCodes.Digest, "1000", "\uFEFF1000"),
    ];

    private static IEnumerable<Attack> Break(Ground ground) =>
    [
        .. from bad in (byte[][])[[0xC3, 0x28], [0xC0, 0xBC], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF], [0x80], [0xE2, 0x82], [0x00], [0x0B], [0xEF, 0xBF, 0xBF]]
           select ground.OfBytes($"bytes {Convert.ToHexString(bad)} in the amount", SignatureCodes.Malformed, () => Insert(Papers.Bytes(ground.Signed), "1000", bad)),
        .. from reference in (string[])["&#0;", "&#xD800;", "&#xD83D;&#xDE00;", "&#xFFFF;", "&#x110000;", "&#99999999999;", "&#11;", "&#;", "&lt", "& ", "&nbsp;"]
           select ground.Changed($"'{reference}' in the amount", SignatureCodes.Malformed, "1000", "1000" + reference),
        .. from share in (int[])[1, 2, 3, 4, 5, 6, 7, 8, 9]
           select ground.Of($"cut at {share} tenths", SignatureCodes.Malformed, () => ground.Signed[..(ground.Signed.Length * share / 10)]),
        ground.Of("garbage behind", SignatureCodes.Malformed, () => ground.Signed + "x"),
        ground.Of("garbage before", SignatureCodes.Malformed, () => "x" + ground.Signed),
        ground.Of("two documents", SignatureCodes.Malformed, () => ground.Signed + ground.Signed),
    ];

    private static IEnumerable<Attack> Flood(Ground ground) =>
        from flood in Floods()
        from inside in (bool[])[true, false]
        let place = inside ? "<SignedInfo>" : "1000"
        select ground.Changed($"{flood.Name} in the {(inside ? "signature" : "document")}", flood.Code, place, flood.Text + place);

    private static IEnumerable<(string Name, string Code, string Text)> Floods() =>
    [
        ("one element too deep", SignatureCodes.Depth, string.Concat(Enumerable.Repeat("<L>", 64)) + string.Concat(Enumerable.Repeat("</L>", 64))),
        ("ten thousand levels", SignatureCodes.Depth, string.Concat(Enumerable.Repeat("<L>", 10_000))),
        ("257 attributes", SignatureCodes.Attributes, "<L" + string.Concat(Enumerable.Range(0, 257).Select(number => $" a{number}=\"\"")) + "/>"),
        ("129 prefixes", SignatureCodes.Namespaces, "<L" + string.Concat(Enumerable.Range(0, 129).Select(number => $" xmlns:a{number}=\"urn:a\"")) + "/>"),
        ("prefixes on every level", SignatureCodes.Namespaces, string.Concat(Enumerable.Range(0, 50).Select(number => $"<L xmlns:a{number}=\"urn:a\" xmlns:b{number}=\"urn:b\" xmlns:c{number}=\"urn:c\">"))),
        ("one prefix again and again", SignatureCodes.Namespaces, string.Concat(Enumerable.Range(0, 50).Select(number => $"<L xmlns:a=\"urn:{number}\" xmlns:b=\"urn:{number}\" xmlns:c=\"urn:{number}\">"))),
        ("two hundred thousand elements", SignatureCodes.Nodes, string.Concat(Enumerable.Repeat("<L/>", 200_001))),
    ];

    private static byte[] Insert(byte[] bytes, string before, byte[] bad)
    {
        var at = bytes.AsSpan().IndexOf(Papers.Bytes(before));
        return [.. bytes[..at], .. bad, .. bytes[at..]];
    }
}
