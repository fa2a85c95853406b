namespace Gateway.Adapters;

/// <summary>A family of messages: one folder below <c>adapters/</c>.</summary>
/// <param name="Id">Its path, <c>where/who/family/version</c>.</param>
/// <param name="Role">What the gateway plays in it.</param>
/// <param name="ValidFrom">First day.</param>
/// <param name="ValidUntil">First day no longer, <c>null</c> when open.</param>
/// <param name="Sources">Where its facts come from.</param>
/// <param name="Unconfirmed">What the public record does not say.</param>
/// <param name="Envelope">Sample context given on write; empty when the folder has none.</param>
/// <param name="Partner">Sample party data.</param>
public sealed record Manifest(
    string Id,
    string Role,
    DateOnly ValidFrom,
    DateOnly? ValidUntil,
    IReadOnlyList<string> Sources,
    IReadOnlyList<string> Unconfirmed,
    Tree Envelope,
    Tree Partner)
{
    /// <summary><c>where/who/family</c>: what all its versions have in common.</summary>
    public string Family => VersionedId.Family(Id);

    /// <summary>The last part of the id.</summary>
    public string Version => Id[(Family.Length + 1)..];
}

/// <summary>One message of a family; what the family says holds unless the message says otherwise.</summary>
/// <param name="Name">Message name, the part of the id after <c>:</c>.</param>
/// <param name="Map">Map file beside the manifest.</param>
/// <param name="Kind">Kind of canonical document.</param>
/// <param name="Direction">in, out or both, seen from the gateway.</param>
/// <param name="Schema">Element table below <c>schemas/</c>.</param>
/// <param name="Root">Root element or message code.</param>
/// <param name="Role">What the gateway plays.</param>
/// <param name="Carrier">xml, fixed, delimited, json or edifact.</param>
/// <param name="Transport">rest, soap, smime-http, file or none; never an address.</param>
/// <param name="Signature">Signature profile id, empty for none.</param>
/// <param name="Tolerate">Names of the tolerances, on reading and on writing.</param>
/// <param name="OnUnknown">What to do when a send ends unknown: <c>resend</c> or <c>query MESSAGE-ID</c>.</param>
/// <param name="DateDecides">Which date picks codes: registration, issue or received.</param>
/// <param name="ValidFrom">First day.</param>
/// <param name="ValidUntil">First day no longer.</param>
/// <param name="Events">Events an inbound message causes.</param>
/// <param name="Answers">Messages that answer this one.</param>
/// <param name="Cap">Lines per message, where bounded.</param>
/// <param name="Recognise">Places and constants by which the message is known.</param>
/// <param name="Contract">The carrier's contract names (operation, namespace): text the core passes on.</param>
public sealed record MessageEntry(
    string Name,
    string Map,
    string Kind,
    string Direction,
    string Schema,
    string Root,
    string Role,
    string Carrier,
    string Transport,
    string Signature,
    IReadOnlySet<string> Tolerate,
    string OnUnknown,
    string DateDecides,
    DateOnly ValidFrom,
    DateOnly? ValidUntil,
    IReadOnlyList<CausedEvent> Events,
    IReadOnlyList<string> Answers,
    MessageCap? Cap,
    IReadOnlyDictionary<string, string> Recognise,
    IReadOnlyDictionary<string, string> Contract)
{
    /// <summary>Header table of a fixed-width message, below <c>schemas/</c>.</summary>
    public string Header { get; init; } = "";

    /// <summary>Width of the run of result codes; 0 when the message has none.</summary>
    public int ResultWidth { get; init; }

    /// <summary>What people call the message, by language tag; empty where the manifest says nothing.</summary>
    public IReadOnlyDictionary<string, string> Title { get; init; } = new Dictionary<string, string>();

    /// <summary>Between the cells of a delimited message: comma (when empty), semicolon or tab.</summary>
    public string Delimiter { get; init; } = "";

    /// <summary>Noun whose occurrences may be taken a piece at a time, so that a message may be longer than memory; empty for none.</summary>
    public string Pieces { get; init; } = "";

    /// <summary>Tables of rules beside the manifest that the document is held to.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>Elements, or fields of the header, that hold a credential or a personal number; <c>null</c> where nothing is said of them, which is not the same as none.</summary>
    public IReadOnlyList<string>? Confidential { get; init; }

    /// <summary>Line of the manifest.</summary>
    public int Line { get; init; }

    /// <summary>Line of the manifest that says what is tolerated, the family's or its own.</summary>
    public int StrictnessLine { get; init; }

    /// <summary>Speaks on this day.</summary>
    public bool HoldsOn(DateOnly day) => day >= ValidFrom && (ValidUntil is null || day < ValidUntil);
}

/// <summary>An event that an inbound message causes.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Argument">Detail in brackets (<c>ChannelAssigned(red)</c>), empty for none.</param>
/// <param name="At">Noun of the time it occurred; empty = when it was received.</param>
/// <param name="With">Nouns copied to the event's attributes.</param>
/// <param name="WhenPath">Condition: noun, empty for always.</param>
/// <param name="WhenIs">Condition: its value.</param>
public sealed record CausedEvent(EventType Type, string Argument, string At, IReadOnlyList<string> With, string WhenPath, string WhenIs)
{
    /// <summary>The condition holds for a document.</summary>
    public bool HoldsFor(Tree document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return WhenPath.Length == 0 || document.Value(WhenPath) == WhenIs;
    }
}

/// <summary>Most occurrences of a noun in one message.</summary>
/// <param name="Path">The noun.</param>
/// <param name="Max">How many.</param>
/// <param name="Split">How a document with more is divided; <c>null</c>: it is refused.</param>
public sealed record MessageCap(string Path, int Max, SplitRule? Split = null);

/// <summary>How the messages of a divided document say that they belong together.</summary>
/// <param name="First">Noun that holds the mark in the first message, and the number given to the first one in all later ones.</param>
/// <param name="Mark">What the first message says there.</param>
/// <param name="Branch">Noun of the message's place, from 1.</param>
/// <param name="Branches">Noun of how many there are.</param>
/// <param name="Most">How many there may be.</param>
/// <param name="Own">Nouns of the head that each message has for itself; the whole has those of the first.</param>
public sealed record SplitRule(string First, string Mark, string Branch, string Branches, int Most, IReadOnlyList<string> Own);

/// <summary>A message somebody speaks: the family, the entry, and the guideline that reads and writes it.</summary>
/// <param name="Id"><c>where/who/family/version:MESSAGE</c>.</param>
/// <param name="Manifest">The family.</param>
/// <param name="Entry">The message.</param>
/// <param name="Guideline">Reads and writes it.</param>
public sealed record MessageGuide(string Id, Manifest Manifest, MessageEntry Entry, Messages.Guideline Guideline)
{
    /// <summary>Where the message holds a credential or a personal number; <c>null</c> where its adapter does not say.</summary>
    public IReadOnlyList<ConfidentialPlace>? Confidential { get; init; }

    /// <summary>Keeps what stands in these places out of findings.</summary>
    public Discretion Discretion { get; init; } = Discretion.None;

    /// <summary>What the partner asks of the document beside the schema.</summary>
    public Rules.RuleBook Rules { get; init; } = Adapters.Rules.RuleBook.Empty;

    /// <summary>How it is signed; <c>null</c> for a message without a signature.</summary>
    public Gateway.Signatures.SignatureProfile? Signature { get; init; }

    /// <summary>The message without its version: <c>where/who/family:MESSAGE</c>.</summary>
    public string Unversioned => $"{Manifest.Family}:{Entry.Name}";
}
