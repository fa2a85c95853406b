using System.Xml;

namespace Gateway.Tests.Signatures.Fuzzing;

/// <summary>Somebody else's verifier, with the signer's key pinned.</summary>
/// <param name="Name">Who it is.</param>
/// <param name="Accepts">What it says of bytes.</param>
/// <param name="Defect">Why its refusal of what we accept, or its acceptance of what we refuse, counts for nothing; <c>null</c> where it counts. Every reason is a known defect, and is counted.</param>
/// <param name="Stricter">The codes with which we refuse what it accepts: our rules go further than its arithmetic.</param>
internal sealed record Oracle(string Name, Func<Specimen, byte[], bool> Accepts, Func<Specimen, byte[], string?> Defect, IReadOnlySet<string> Stricter)
{
    /// <summary>The document, or <c>null</c> where the framework cannot read it. Its document itself would take letters by number that XML does not have.</summary>
    public static XmlDocument? Load(byte[] bytes)
    {
        try
        {
            var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
            using var reader = XmlReader.Create(new MemoryStream(bytes), new XmlReaderSettings { DtdProcessing = DtdProcessing.Parse, XmlResolver = null, MaxCharactersFromEntities = 1_000_000 });
            document.Load(reader);
            return document;
        }
        catch (Exception refused) when (refused is XmlException or ArgumentException)
        {
            return null;
        }
    }
}
