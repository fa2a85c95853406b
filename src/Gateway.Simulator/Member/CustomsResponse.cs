using System.Globalization;
using System.Xml.Linq;

namespace Gateway.Simulator.Member;

/// <summary>What an ACDD is about: its own reference and the number of the declaration it comes from.</summary>
internal sealed record Acdd(string Reference, string Permit)
{
    /// <summary>Read by local names: the document's own profile is not ours to know.</summary>
    public static Acdd? Of(XElement? root)
    {
        var declaration = root is null ? null : Field(root, "FunctionalReferenceID") is not null ? root : root.Descendants().FirstOrDefault(e => e.Name.LocalName == "Declaration");
        var reference = declaration is null ? null : Field(declaration, "FunctionalReferenceID");
        return string.IsNullOrEmpty(reference) ? null : new Acdd(reference, Field(declaration!, "ID") ?? "");
    }

    public bool Scripted(string word) => Reference.Split('-').Skip(1).Contains(word, StringComparer.Ordinal);

    private static string? Field(XElement parent, string name) => parent.Elements().FirstOrDefault(e => e.Name.LocalName == name)?.Value.Trim();
}

/// <summary>Hop receipts and the customs response of the other member state: our own profile, its shape is in the README.</summary>
internal static class CustomsResponse
{
    public static readonly XNamespace Profile = "urn:gateway:own-profile:acdd-response:1";

    private static readonly TimeSpan Zone = TimeSpan.FromHours(7);

    public static XDocument Of(Acdd acdd, string status, string id, DateTimeOffset at, string? reason = null) => new(
        new XElement(
            Profile + "Response",
            new XElement(Profile + "FunctionCode", "11"),
            new XElement(Profile + "FunctionalReferenceID", id),
            new XElement(Profile + "IssueDateTime", at.ToOffset(Zone).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture)),
            new XElement(Profile + "Status", new XElement(Profile + "NameCode", status)),
            new XElement(
                Profile + "Declaration",
                new XElement(Profile + "FunctionalReferenceID", acdd.Reference),
                new XElement(Profile + "ID", acdd.Permit)),
            reason is null ? null : new XElement(Profile + "AdditionalInformation", new XElement(Profile + "StatementDescription", reason))));
}
