using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gateway.Evidence;

/// <summary>Which messages: every mark that is given must be theirs; empty marks are any.</summary>
/// <param name="Message">Message id, or a beginning of it that ends where one of its parts does.</param>
/// <param name="Direction"><c>in</c> or <c>out</c>.</param>
/// <param name="Channel">Channel it came or went by.</param>
public sealed record RetentionPattern(string Message = "", string Direction = "", string Channel = "")
{
    /// <summary>Whether a message is one of them.</summary>
    public bool Fits(KeptItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return (Message.Length == 0 || IsBelow(item.Message, Message)) && (Direction.Length == 0 || Direction == item.Direction) && (Channel.Length == 0 || Channel == item.Channel);
    }

    private static bool IsBelow(string id, string beginning) =>
        id.StartsWith(beginning, StringComparison.Ordinal) && (id.Length == beginning.Length || id[beginning.Length] is '/' or ':');
}

/// <summary>A class of messages and how long their bytes are kept.</summary>
/// <param name="Class">Its name.</param>
/// <param name="Days">Days from when they came to rest.</param>
/// <param name="Unconfirmed">Nobody has confirmed the period: nothing is purged under it.</param>
/// <param name="Basis">What the period rests on, in words.</param>
/// <param name="Messages">Which messages; one pattern that fits is enough.</param>
public sealed record RetentionClass(string Class, int Days, bool Unconfirmed, string Basis, IReadOnlyList<RetentionPattern> Messages);

/// <summary>How long what is kept: data of the deployment. There is none but the one somebody wrote.</summary>
/// <param name="Format">Own profile: <c>gateway-retention/1</c>.</param>
/// <param name="Classes">The classes.</param>
public sealed record RetentionPlan(string Format, IReadOnlyList<RetentionClass> Classes)
{
    /// <summary>The only format there is.</summary>
    public const string FormatName = "gateway-retention/1";

    /// <summary>Most classes, and most patterns of one.</summary>
    public const int Most = 200;

    private const string Members = "here something is of another kind, missing, there twice, or not of a plan. A plan has format and classes; a class has class, days, unconfirmed, basis and messages; messages have message, direction, channel";
    private const int MostDays = 36_525;
    private const int LongestName = 100;
    private const int LongestBasis = 2_000;
    private const int Largest = 1_000_000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, MaxDepth = 8, AllowDuplicateProperties = false,
        NumberHandling = JsonNumberHandling.Strict,
    };

    /// <summary>Reads a plan; <c>null</c> and what is wrong with it where it is none.</summary>
    public static RetentionPlan? Parse(ReadOnlySpan<byte> json, ICollection<Finding> faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        if (Read(json, out var place) is not { } plan)
        {
            faults.Add(Finding.Error(EvidenceCodes.Plan, "", place, place.Length == 0 ? $"it is no plan of the format {FormatName}" : $"it is no plan of the format {FormatName}: {Members}"));
            return null;
        }

        var before = faults.Count;
        foreach (var one in plan.Classes)
        {
            Check(one, faults);
        }

        foreach (var twice in plan.Classes.GroupBy(one => one.Class, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            faults.Add(Finding.Error(EvidenceCodes.Plan, "", twice.Key, "it stands there twice"));
        }

        return faults.Count == before ? plan : null;
    }

    /// <summary>The plan as it is kept: what it says, in one form.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Whether the bytes of a message may go, and if not, every reason.</summary>
    public PurgeDecision Decide(KeptItem item, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(item);
        var fitting = Classes.Where(one => one.Messages.Any(pattern => pattern.Fits(item))).ToList();
        var held = fitting.OrderByDescending(one => one.Unconfirmed).ThenByDescending(one => one.Days).FirstOrDefault();
        var reasons = new SortedSet<SpareReason>(item.Standing);
        if (held is null)
        {
            reasons.Add(SpareReason.Unclassified);
        }
        else if (held.Unconfirmed)
        {
            reasons.Add(SpareReason.Unconfirmed);
        }

        if (held is not null && now - item.RestedAt < TimeSpan.FromDays(held.Days))
        {
            reasons.Add(SpareReason.Young);
        }

        return new PurgeDecision(held?.Class ?? "", [.. reasons]);
    }

    private static RetentionPlan? Read(ReadOnlySpan<byte> json, out string place)
    {
        place = "";
        try
        {
            return json.Length <= Largest && JsonSerializer.Deserialize<RetentionPlan>(json, Json) is { Format: FormatName, Classes.Count: <= Most } plan
                && plan.Classes.All(one => one is not null && one.Messages.All(pattern => pattern is not null)) ? plan : null;
        }
        catch (JsonException broken)
        {
            place = broken.Path is { Length: > 0 } path && path != "$" ? path : broken.LineNumber is { } line ? string.Create(CultureInfo.InvariantCulture, $"line {line + 1}") : "";
            return null;
        }
    }

    private static void Check(RetentionClass one, ICollection<Finding> faults)
    {
        void Refuse(string text) => faults.Add(Finding.Error(EvidenceCodes.Plan, "", one.Class, text));
        if (one.Class.Length is 0 or > LongestName || one.Class.Any(char.IsControl))
        {
            Refuse($"a class has a name of 1 to {LongestName} characters");
        }

        if (one.Days is < 1 or > MostDays)
        {
            Refuse($"days are 1 to {MostDays}");
        }

        if (one.Basis.Length is 0 or > LongestBasis || one.Basis.Contains('\0', StringComparison.Ordinal))
        {
            Refuse("it does not say what the period rests on");
        }

        if (one.Messages.Count is 0 or > Most || one.Messages.Any(pattern => pattern == new RetentionPattern()))
        {
            Refuse($"it names 1 to {Most} kinds of messages, each by message, direction or channel");
        }

        if (one.Messages.Any(pattern => pattern.Direction is not ("" or "in" or "out") || Encoding.UTF8.GetByteCount(pattern.Message + pattern.Channel) > LongestBasis))
        {
            Refuse("a direction is in or out");
        }
    }
}
