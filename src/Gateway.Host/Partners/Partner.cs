using System.Text.Json;
using System.Text.Json.Serialization;
using Gateway.Adapters;
using Gateway.Host.Signatures;
using Gateway.Signatures;

namespace Gateway.Host.Partners;

/// <summary>One party the gateway exchanges with; configuration, never a default address.</summary>
public sealed record Partner
{
    /// <summary>Short id used in lanes, events and paths.</summary>
    public required string Id { get; init; }

    /// <summary>Name shown to people.</summary>
    public string Name { get; init; } = "";

    /// <summary>Transport: rest, soap, smime-http, file, none.</summary>
    public string Transport { get; init; } = "none";

    /// <summary>Where messages of these families go; per message id in <see cref="Addresses"/>.</summary>
    public string Address { get; init; } = "";

    /// <summary>Addresses that differ from <see cref="Address"/>, by message id or family.</summary>
    public IReadOnlyDictionary<string, string> Addresses { get; init; } = new Dictionary<string, string>();

    /// <summary>Where answers can be polled; empty when the partner only posts.</summary>
    public string Poll { get; init; } = "";

    /// <summary>Certificate the partner signs with (file name without extension in the certificates folder).</summary>
    public string Certificate { get; init; } = "";

    /// <summary>Certificates the partner signs with, each for a time, where it changes them; <see cref="Certificate"/> is not looked at then.</summary>
    public IReadOnlyList<AcceptedCertificate> Certificates { get; init; } = [];

    /// <summary>Authorities whose certificates the partner may sign with, beside those named one by one.</summary>
    public IReadOnlyList<AcceptedAnchor> Anchors { get; init; } = [];

    /// <summary>Certificates (file names without extension) of the authorities, or of those above them, whose time-stamps on this partner's signatures count; none named: the gateway's own.</summary>
    public IReadOnlyList<string> TimeAuthorities { get; init; } = [];

    /// <summary>Bearer token the partner presents to the gateway.</summary>
    public string Token { get; init; } = "";

    /// <summary>Signature profile by which this partner signs the SOAP messages it sends (body and time-stamp header); empty: it does not.</summary>
    public string SoapSecurity { get; init; } = "";

    /// <summary>Who does the arithmetic of this partner's XML signatures, and of those made for it: <c>own</c> (default), <c>platform</c> or <c>both</c>.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<SignatureEngine>))]
    public SignatureEngine Engine { get; init; }

    /// <summary>Adapter families spoken with this partner: with their version, or a beginning of them (<c>where/who/family</c>) for whatever version holds.</summary>
    public IReadOnlyList<string> Families { get; init; } = [];

    /// <summary>Procedures an enterprise's declarations may run under; without a version, the one of the day.</summary>
    public IReadOnlyList<string> Procedures { get; init; } = [];

    /// <summary>
    /// Raw bytes of this partner are kept encrypted. Not said: its adapters decide (<c>Confidentiality</c>). <c>false</c> is refused where one of its messages has
    /// a confidential place, or says nothing of any.
    /// </summary>
    public bool? Seal { get; init; }

    /// <summary>Largest message accepted; over it only hash, length and the first 64 KiB are kept.</summary>
    public int MaxBytes { get; init; } = 10_485_760;

    /// <summary>Messages accepted in a minute before bytes are kept.</summary>
    public int PerMinute { get; init; } = 6_000;

    /// <summary>What maps know as <c>partner.x</c>.</summary>
    public IReadOnlyDictionary<string, string> Context { get; init; } = new Dictionary<string, string>();

    /// <summary>Party records that complete a declaration, by direction (IM, EX): partial canonical documents.</summary>
    public IReadOnlyDictionary<string, JsonElement> Party { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>What only records know of a document the gateway builds for this enterprise, by kind (order): partial canonical documents.</summary>
    public IReadOnlyDictionary<string, JsonElement> Standing { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>End of the business day (<c>HH:mm</c>) in <see cref="Zone"/>; empty ends it at midnight.</summary>
    public string Cutoff { get; init; } = "";

    /// <summary>Time zone of the partner's days.</summary>
    public string Zone { get; init; } = "Asia/Ho_Chi_Minh";

    /// <summary>The address a message goes to: its own, else its family's, else that of the longest beginning of it.</summary>
    public string AddressOf(string messageId)
    {
        var family = messageId.Split(':')[0];
        return Addresses.TryGetValue(messageId, out var own)
            ? own
            : Addresses.Where(known => VersionedId.IsOf(family, known.Key)).OrderByDescending(known => known.Key.Length).Select(known => known.Value).FirstOrDefault() ?? Address;
    }

    /// <summary>What <see cref="Certificates"/> and <see cref="Certificate"/> come to.</summary>
    internal IReadOnlyList<AcceptedCertificate> Trusted =>
        Certificates.Count > 0 ? Certificates : Certificate.Length > 0 ? [new AcceptedCertificate { Certificate = Certificate }] : [];

    /// <summary>The certificates accepted from this partner at an instant.</summary>
    public string[] Accepted(DateTimeOffset at) => Certificates.Count == 0 ? [Certificate] : [.. Certificates.Where(one => one.Holds(at)).Select(one => one.Certificate)];

    /// <summary>A signature profile as it is used with this partner; throws <see cref="InvalidDataException"/> where its engine cannot do that.</summary>
    public SignatureProfile Signing(SignatureProfile profile) => SignatureEngines.Fault(profile, Engine) is { } fault
        ? throw new InvalidDataException($"PARTNER-ENGINE partner {Id}: {fault}")
        : profile with { Engine = Engine };

    /// <summary>Whether this partner speaks a family, named with its version or without.</summary>
    public bool Speaks(string family) => Families.Any(own => VersionedId.IsOf(family, own) || VersionedId.Family(own) == family);

    /// <summary><see cref="Cutoff"/> as a time of day.</summary>
    public TimeOnly CutoffTime() =>
        Cutoff.Length == 0 ? TimeOnly.MaxValue : TimeOnly.ParseExact(Cutoff, "HH:mm", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The calendar day an instant falls on where the partner is.</summary>
    public DateOnly DayOf(DateTimeOffset instant) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, TimeZoneInfo.FindSystemTimeZoneById(Zone)).DateTime);

    /// <summary><see cref="Context"/> as a tree for maps.</summary>
    public Tree ContextTree()
    {
        var tree = new Tree("partner");
        foreach (var (name, value) in Context)
        {
            tree.Set(name, value);
        }

        return tree;
    }
}

/// <summary>The deployment's partner file.</summary>
public sealed record PartnerFile
{
    /// <summary>Key the gateway signs with (<see cref="KeyReference"/>) where <see cref="Keys"/> plans none for the role <c>sign</c>.</summary>
    public string Certificate { get; init; } = "gateway";

    /// <summary>The gateway's keys over time, by role: <c>sign</c>, <c>sign/PARTNER</c>, <c>seal</c>, <c>packs</c>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<PlannedKey>> Keys { get; init; } = new Dictionary<string, IReadOnlyList<PlannedKey>>();

    /// <summary>All partners.</summary>
    public IReadOnlyList<Partner> Partners { get; init; } = [];

    [JsonIgnore]
    internal static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };
}
