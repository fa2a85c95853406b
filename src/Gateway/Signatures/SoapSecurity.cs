using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Xml;

namespace Gateway.Signatures;

/// <summary>
/// The security header of a SOAP message (OASIS WS-Security 1.1, X.509 token profile) in the forms that are read: one signature, its
/// certificate in a token beside it or in its own key information, a time-stamp, and nothing else.
/// </summary>
internal sealed record SoapSecurity(XmlElement Signature, XmlElement? Token, XmlElement? TimeStamp)
{
    public const string Extension = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
    public const string Utility = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
    public const string TokenType = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3";
    public const string Base64Binary = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary";

    /// <summary>How long a message that is signed here is good for.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    // Whatever the sender says of its end.
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    private static readonly string[] Envelopes = ["http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"];

    /// <summary>The header of a message whose body is all that is handed on; the code says why there is none.</summary>
    public static SoapSecurity? Read(SignedParts parts, SignatureProfile profile, out string code)
    {
        code = parts.SecurityHeaders > 1 ? SignatureCodes.Many : IsEnvelope(parts) && parts.Children.TrueForAll(child => child.Space == parts.Root.Space)
            && parts.Children is [{ Name: "Header" }, { Name: "Body", UtilityId: { } id }] && SignatureProfiles.IsId(id) && !parts.RootHasText
            ? parts.Signature is { Depth: 2, CoveredDepth: 0 } ? "" : SignatureCodes.Place
            : SignatureCodes.Coverage;
        var inside = code.Length > 0 || parts.Signature!.IsTooLarge ? null : XmlForm.Elements(parts.Signature!.Root);
        if (inside is null)
        {
            code = code.Length > 0 ? code : SignatureCodes.Shape;
            return null;
        }

        var signature = inside.Where(each => XmlForm.Is(each, "Signature")).ToList();
        var (token, stamp) = (inside.Where(each => Is(each, Extension, "BinarySecurityToken")).ToList(), inside.Where(each => Is(each, Utility, "Timestamp")).ToList());
        code = signature.Count != 1 ? SignatureCodes.Place : token.Count > 1 || stamp.Count > 1 || inside.Count != 1 + token.Count + stamp.Count ? SignatureCodes.Shape
            : profile.Fresh && stamp.Count == 0 ? SignatureCodes.Untimed : "";
        return code.Length > 0 ? null : new SoapSecurity(signature[0], token.FirstOrDefault(), stamp.FirstOrDefault());
    }

    /// <summary>Whether the root is a SOAP envelope, 1.1 or 1.2.</summary>
    public static bool IsEnvelope(SignedParts parts) => parts.Root.Name == "Envelope" && Envelopes.Contains(parts.Root.Space);

    /// <summary>The id that the time-stamp is referenced by, or <c>null</c>.</summary>
    public string? TimeStampId => TimeStamp?.GetAttribute("Id", Utility) is { Length: > 0 } id && SignatureProfiles.IsId(id) ? id : null;

    /// <summary>Whether the time-stamp, where there is one, holds at a time.</summary>
    public bool IsTimely(DateTimeOffset at)
    {
        if (TimeStamp is null)
        {
            return true;
        }

        var parts = XmlForm.Elements(TimeStamp);
        return parts is { Count: 1 or 2 } && Is(parts[0], Utility, "Created") && Moment(parts[0]) is { } created && created <= at + Skew && at - created <= Longest
            && (parts.Count == 1 ? at - created <= Skew : Is(parts[1], Utility, "Expires") && Moment(parts[1]) is { } expires && expires + Skew >= at);
    }

    /// <summary>The one certificate that the signature names, or <c>null</c>.</summary>
    public X509Certificate2? Certificate(XmlElement keyInfo)
    {
        var reference = XmlForm.Elements(keyInfo) is [var only] && Is(only, Extension, "SecurityTokenReference") && XmlForm.HasOnly(keyInfo, "Id") ? only : null;
        if (reference is null || XmlForm.Elements(reference) is not [var named])
        {
            return Token is null ? KeyHint.Read(keyInfo) : null;
        }

        if (XmlForm.Is(named, "X509Data"))
        {
            return Token is null ? KeyHint.ReadData(named) : null;
        }

        return Token is not null && Is(named, Extension, "Reference") && XmlForm.HasOnly(named, "URI", "ValueType") && named.GetAttribute("ValueType") is "" or TokenType
            && Token!.GetAttribute("ValueType") == TokenType && named.GetAttribute("URI") == "#" + Token.GetAttribute("Id", Utility)
            ? OfferedCertificates.Find(Bytes(Token))
            : null;
    }

    private static byte[]? Bytes(XmlElement token)
    {
        var text = token.ChildNodes.OfType<XmlElement>().Any() ? "" : token.InnerText;
        var bytes = new byte[(text.Length / 4 * 3) + 3];
        return token.GetAttribute("EncodingType") is "" or Base64Binary && text.Length > 0 && Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
    }

    private static DateTimeOffset? Moment(XmlElement element) =>
        XmlForm.Leaf(element) is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;

    private static bool Is(XmlElement element, string space, string name) => element.LocalName == name && element.NamespaceURI == space;
}
