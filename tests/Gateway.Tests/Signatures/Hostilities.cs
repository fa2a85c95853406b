using System.Text;
using Gateway.Signatures;

namespace Gateway.Tests.Signatures;

/// <summary>Bytes made to hurt, or to be read in two ways.</summary>
internal static class Hostilities
{
    private const string Laughs = "<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;\">]>";
    private static readonly Lazy<string> Signed = new(() => Papers.Signed(Papers.Enveloped));

    public static IEnumerable<Attack> All => [.. Declared(), .. Hidden(), .. Broken(), .. Heavy()];

    private static IEnumerable<Attack> Declared() =>
    [
        Attack.Of("DTD", Papers.Enveloped, SignatureCodes.Dtd, () => "<!DOCTYPE Customs>" + Signed.Value),
        Attack.Of("entity", Papers.Enveloped, SignatureCodes.Dtd, () => "<!DOCTYPE Customs [<!ENTITY e \"1000\">]>" + Signed.Value.Cut(">1000<", ">&e;<")),
        Attack.Of("external entity", Papers.Enveloped, SignatureCodes.Dtd, () => "<!DOCTYPE Customs [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>" + Signed.Value.Cut(">1000<", ">&e;<")),
        Attack.Of("external DTD", Papers.Enveloped, SignatureCodes.Dtd, () => "<!DOCTYPE Customs SYSTEM \"http://127.0.0.1:1/x.dtd\">" + Signed.Value),
        Attack.Of("billion laughs", Papers.Enveloped, SignatureCodes.Dtd, () => Laughs + Signed.Value.Cut(">1000<", ">&c;<")),
        Attack.Of("id by ATTLIST", Papers.ById, SignatureCodes.Dtd, () => "<!DOCTYPE Customs [<!ATTLIST Data x ID #IMPLIED>]>" + Papers.Signed(Papers.ById)),
        Attack.Of("undeclared entity", Papers.Enveloped, SignatureCodes.Malformed, () => Signed.Value.Cut(">1000<", ">&e;<")),
    ];

    private static IEnumerable<Attack> Hidden() =>
    [
        Attack.Of("comment in a text", Papers.Enveloped, SignatureCodes.Comment, () => Signed.Value.Cut(">1000<", ">1<!-- -->000<")),
        Attack.Of("comment in a digest", Papers.Enveloped, SignatureCodes.Comment, () => Signed.Value.Cut("<DigestValue>", "<DigestValue><!--AAAA-->")),
        Attack.Of("comment before the root", Papers.Enveloped, SignatureCodes.Comment, () => "<!-- -->" + Signed.Value),
        Attack.Of("comment that was signed", Papers.Enveloped, SignatureCodes.Comment, () => new Forger { Transforms = [new System.Security.Cryptography.Xml.XmlDsigEnvelopedSignatureTransform(), new System.Security.Cryptography.Xml.XmlDsigC14NWithCommentsTransform()] }.Sign(Papers.Payment.Cut(">1000<", ">1<!-- -->000<"))),
        Attack.Of("CDATA for the same text", Papers.Enveloped, SignatureCodes.Cdata, () => Signed.Value.Cut(">1000<", "><![CDATA[1000]]><")),
        Attack.Of("processing instruction", Papers.Enveloped, SignatureCodes.Instruction, () => Signed.Value.Cut(">1000<", ">1<?x y?>000<")),
        Attack.Of("style sheet", Papers.Enveloped, SignatureCodes.Instruction, () => "<?xml-stylesheet href=\"x.xsl\"?>" + Signed.Value),
    ];

    private static IEnumerable<Attack> Broken() =>
    [
        Attack.Of("truncated", Papers.Enveloped, SignatureCodes.Malformed, () => Signed.Value[..^20]),
        Attack.Of("truncated in the signature", Papers.Enveloped, SignatureCodes.Malformed, () => Signed.Value[..(Signed.Value.Length / 2)]),
        Attack.Of("empty", Papers.Enveloped, SignatureCodes.Malformed, () => ""),
        Attack.Of("not XML", Papers.Enveloped, SignatureCodes.Malformed, () => "hello"),
        Attack.Of("two roots", Papers.Enveloped, SignatureCodes.Malformed, () => Signed.Value + "<Customs/>"),
        Attack.Of("attribute twice", Papers.Enveloped, SignatureCodes.Malformed, () => Signed.Value.Cut("code=\"a\"", "code=\"a\" code=\"b\"")),
        Attack.Of("other encoding declared", Papers.Enveloped, SignatureCodes.Encoding, () => "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>" + Signed.Value),
        Attack.Of("UTF-7 declared", Papers.Enveloped, SignatureCodes.Encoding, () => "<?xml version=\"1.0\" encoding=\"utf-7\"?>" + Signed.Value),
        new Attack("UTF-16", Papers.Enveloped, SignatureCodes.Encoding, () => Encoding.Unicode.GetBytes("\uFEFF" + Signed.Value)),
        new Attack("UTF-16 without a mark", Papers.Enveloped, SignatureCodes.Encoding, () => Encoding.BigEndianUnicode.GetBytes(Signed.Value)),
        new Attack("broken UTF-8", Papers.Enveloped, SignatureCodes.Malformed, () => [.. Papers.Bytes("<Customs>"), 0xC3, 0x28, .. Papers.Bytes("</Customs>")]),
    ];

    private static IEnumerable<Attack> Heavy() =>
    [
        Attack.Of("10,000 deep", Papers.Enveloped, SignatureCodes.Depth, () => Nested(10_000, _ => "")),
        Attack.Of("200,000 deep", Papers.Enveloped, SignatureCodes.Depth, () => Nested(200_000, _ => "")),
        Attack.Of("one too deep", Papers.Enveloped, SignatureCodes.Depth, () => Nested(64, _ => "")),
        Attack.Of("attribute flood", Papers.Enveloped, SignatureCodes.Attributes, () => Flood(10_000, number => $" a{number}=\"\"")),
        Attack.Of("namespace flood", Papers.Enveloped, SignatureCodes.Attributes, () => Flood(10_000, number => $" xmlns:a{number}=\"urn:a\"")),
        Attack.Of("namespaces nested", Papers.Enveloped, SignatureCodes.Namespaces, () => Nested(60, level => $" xmlns:a{level}=\"urn:a\" xmlns:b{level}=\"urn:b\" xmlns:c{level}=\"urn:c\"")),
        Attack.Of("node flood", Papers.Enveloped, SignatureCodes.Nodes, () => "<Customs>" + string.Concat(Enumerable.Repeat("<a/>", 250_000)) + "</Customs>"),
        new Attack("too large", Papers.Enveloped, SignatureCodes.Size, () => new byte[XmlLimits.Default.MaxBytes + 1]),
    ];

    private static string Nested(int levels, Func<int, string> attributes) =>
        Signed.Value.Cut(
            "<Header>",
            string.Concat(Enumerable.Range(0, levels).Select(level => $"<L{attributes(level)}>"))
            + string.Concat(Enumerable.Repeat("</L>", levels)) + "<Header>");

    private static string Flood(int count, Func<int, string> attribute) =>
        Signed.Value.Cut("<Header>", "<Header" + string.Concat(Enumerable.Range(0, count).Select(attribute)) + ">");
}
