using System.Collections.Frozen;
using Gateway.Messages;
using Gateway.Messages.Xml;
using Gateway.Signatures;

namespace Gateway.Adapters;

/// <summary>What came of loading adapters: what can be used, and everything that is wrong with the rest.</summary>
/// <param name="Catalogue">The messages whose files have no error.</param>
/// <param name="Findings">All findings, each with file and line.</param>
public sealed record CatalogueLoad(Catalogue Catalogue, IReadOnlyList<Finding> Findings)
{
    /// <summary>No finding is an error.</summary>
    public bool Ok => Findings.All(finding => finding.Severity != Severity.Error);

    /// <summary>Folders of families and files of procedures that did not come into force, below <c>adapters/</c>.</summary>
    public IReadOnlyList<string> Refused { get; init; } = [];
}

/// <summary>Who speaks which message, on which day. Made once from data; it never touches the file system.</summary>
public sealed class Catalogue
{
    private readonly FrozenDictionary<string, MessageGuide> _byId;
    private readonly Recognition _recognition;

    internal Catalogue(IReadOnlyList<LoadedMessage> messages, IReadOnlyList<Procedure> procedures, IReadOnlyDictionary<string, XmlTable> xmlTables)
    {
        Loaded = messages;
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

    /// <summary>Signature profiles given as data, by id.</summary>
    public required IReadOnlyDictionary<string, SignatureProfile> Signatures { get; init; }

    /// <summary>
    /// The profile of this id, or <c>null</c>. A profile by id may be narrowed to one literal reference:
    /// <c>document-by-id-sha1:NAME</c> signs and accepts <c>URI="#NAME"</c> alone.
    /// </summary>
    public SignatureProfile? FindSignature(string id) => FindSignature(Signatures, id);

    internal static SignatureProfile? FindSignature(IReadOnlyDictionary<string, SignatureProfile> known, string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        var colon = id.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? id : id[..colon];
        var profile = name == SignatureProfiles.DetachedCmsSha1.Id ? SignatureProfiles.DetachedCmsSha1 : known.GetValueOrDefault(name);
        return colon < 0 ? profile : profile?.Narrowed(id[(colon + 1)..]);
    }

    /// <summary>Element tables of XML messages by path below <c>schemas/</c>: what the XSDs are generated from.</summary>
    public IReadOnlyDictionary<string, XmlTable> XmlTables { get; }

    internal IReadOnlyList<LoadedMessage> Loaded { get; }

    /// <summary>
    /// Loads everything; never throws on bad folders. Keys are <c>adapters/...</c> and <c>schemas/...</c> with <c>/</c>. Where a
    /// catalogue is in force already, a folder that is wrong or gone keeps what it had there, whole.
    /// </summary>
    public static CatalogueLoad Load(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files, Catalogue? inForce = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        return new CatalogueLoader(files, inForce).Load();
    }

    /// <summary>
    /// A message on a day, its code lists bound to that day; <c>null</c> when nobody speaks it then. A family of one message may be
    /// named without it. An id without a version is the version of the day, the newest of several, among <paramref name="families"/> where given.
    /// </summary>
    public MessageGuide? Find(string messageId, DateOnly day, IReadOnlyCollection<string>? families = null)
    {
        ArgumentNullException.ThrowIfNull(messageId);
        var guide = Exact(messageId);
        if (guide is null)
        {
            var versions = Messages
                .Where(each => each.Unversioned == messageId && each.Entry.HoldsOn(day) && (families is null || families.Any(family => VersionedId.IsOf(each.Manifest.Id, family))))
                .OrderByDescending(each => each.Entry.ValidFrom)
                .Take(2)
                .ToList();
            guide = versions.Count == 1 || (versions.Count == 2 && versions[0].Entry.ValidFrom > versions[1].Entry.ValidFrom) ? versions[0] : null;
        }

        return guide is not null && guide.Entry.HoldsOn(day) ? OnDay(guide, day) : null;
    }

    /// <summary>
    /// A message in exactly this version, whether or not it still holds: for what was begun with it and is continued with it.
    /// Code lists are those of the day.
    /// </summary>
    public MessageGuide? Held(string messageId, DateOnly day) => Exact(messageId) is { } guide ? OnDay(guide, day) : null;

    /// <summary>The family (<c>where/who/family</c>) a message id names, with or without a version; <c>null</c> when nobody speaks it.</summary>
    public string? FamilyOf(string messageId) =>
        Exact(messageId)?.Manifest.Family ?? Messages.FirstOrDefault(each => each.Unversioned == messageId)?.Manifest.Family;

    /// <summary>A procedure that takes declarations on a day; an id without a version is the version of the day, the newest of several.</summary>
    public Procedure? Procedure(string id, DateOnly day) => Procedures
        .Where(procedure => (procedure.Id == id || VersionedId.Family(procedure.Id) == id) && procedure.HoldsOn(day))
        .MaxBy(procedure => (procedure.ValidFrom, procedure.Id));

    /// <summary>
    /// Which message of these families the bytes are, on a day. Families are ids or their beginnings
    /// (<c>where/who</c>); nothing is guessed: none or several are a finding.
    /// </summary>
    public Recognised Recognise(ReadOnlyMemory<byte> bytes, IEnumerable<string> families, DateOnly day, ReadLimits limits) =>
        _recognition.Find(bytes, families, day, limits);

    internal static MessageGuide OnDay(MessageGuide guide, DateOnly day) => guide with { Guideline = guide.Guideline.On(day) };

    private MessageGuide? Exact(string messageId)
    {
        if (_byId.TryGetValue(messageId, out var guide) || messageId.Contains(':', StringComparison.Ordinal))
        {
            return guide;
        }

        var family = Messages.Where(each => each.Manifest.Id == messageId).Take(2).ToList();
        return family.Count == 1 ? family[0] : null;
    }
}

/// <summary>What came of recognising a message.</summary>
/// <param name="Guide">The message, or <c>null</c>.</param>
/// <param name="Findings">Why not.</param>
public sealed record Recognised(MessageGuide? Guide, IReadOnlyList<Finding> Findings)
{
    /// <summary>
    /// Every version the bytes could be of, begun before the day, the newest first, where they are all versions of one message:
    /// which of them it is, the declaration it belongs to may know.
    /// </summary>
    public IReadOnlyList<MessageGuide> Versions { get; init; } = [];

    /// <summary>Every message, begun before the day, whose places and constants the bytes hold.</summary>
    public IReadOnlyList<MessageGuide> Kinds { get; init; } = [];
}
