using System.Collections.Frozen;
using Gateway.Messages;
using Gateway.Messages.Xml;

namespace Gateway.Adapters;

/// <summary>What came of loading adapters: what can be used, and everything that is wrong with the rest.</summary>
/// <param name="Catalogue">The messages whose files have no error.</param>
/// <param name="Findings">All findings, each with file and line.</param>
public sealed record CatalogueLoad(Catalogue Catalogue, IReadOnlyList<Finding> Findings)
{
    /// <summary>No finding is an error.</summary>
    public bool Ok => Findings.All(finding => finding.Severity != Severity.Error);
}

/// <summary>Who speaks which message, on which day. Made once from data; it never touches the file system.</summary>
public sealed class Catalogue
{
    private readonly FrozenDictionary<string, MessageGuide> _byId;
    private readonly Recognition _recognition;

    internal Catalogue(IReadOnlyList<LoadedMessage> messages, IReadOnlyList<Procedure> procedures, IReadOnlyDictionary<string, XmlTable> xmlTables)
    {
        Messages = [.. messages.Select(message => message.Guide)];
        Procedures = procedures;
        XmlTables = xmlTables;
        _recognition = new Recognition(messages);
        _byId = Messages.ToFrozenDictionary(guide => guide.Id);
    }

    /// <summary>All messages, by id.</summary>
    public IReadOnlyList<MessageGuide> Messages { get; }

    /// <summary>All procedures, by id.</summary>
    public IReadOnlyList<Procedure> Procedures { get; }

    /// <summary>Element tables of XML messages by path below <c>schemas/</c>: what the XSDs are generated from.</summary>
    public IReadOnlyDictionary<string, XmlTable> XmlTables { get; }

    /// <summary>Loads everything; never throws on bad folders. Keys are <c>adapters/...</c> and <c>schemas/...</c> with <c>/</c>.</summary>
    public static CatalogueLoad Load(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        return new CatalogueLoader(files).Load();
    }

    /// <summary>A message on a day, its code lists bound to that day; <c>null</c> when nobody speaks it then. A family of one message may be named without it.</summary>
    public MessageGuide? Find(string messageId, DateOnly day)
    {
        ArgumentNullException.ThrowIfNull(messageId);
        var guide = _byId.GetValueOrDefault(messageId);
        if (guide is null && !messageId.Contains(':', StringComparison.Ordinal))
        {
            var family = Messages.Where(each => each.Manifest.Id == messageId).Take(2).ToList();
            guide = family.Count == 1 ? family[0] : null;
        }

        return guide is not null && guide.Entry.HoldsOn(day) ? guide with { Guideline = guide.Guideline.On(day) } : null;
    }

    /// <summary>
    /// Which message of these families the bytes are, on a day. Families are ids or their beginnings
    /// (<c>where/who</c>); nothing is guessed: none or several are a finding.
    /// </summary>
    public Recognised Recognise(ReadOnlyMemory<byte> bytes, IEnumerable<string> families, DateOnly day, ReadLimits limits) =>
        _recognition.Find(bytes, families, day, limits);
}

/// <summary>What came of recognising a message.</summary>
/// <param name="Guide">The message, or <c>null</c>.</param>
/// <param name="Findings">Why not.</param>
public sealed record Recognised(MessageGuide? Guide, IReadOnlyList<Finding> Findings);
