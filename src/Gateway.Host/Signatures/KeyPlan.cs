namespace Gateway.Host.Signatures;

/// <summary>One key of a role as the partner file plans it; instants with their offset. Each may be left out.</summary>
public sealed record PlannedKey
{
    /// <summary>Where it lies (<see cref="KeyReference"/>).</summary>
    public required string Key { get; init; }

    /// <summary>From when partners may be shown its certificate and accept it; left out, at once.</summary>
    public DateTimeOffset? Publish { get; init; }

    /// <summary>From when it signs, in place of the one before it; left out, at once.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Until when it signs at most; left out, until another begins.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Until when its signatures are still accepted; left out, as long as its certificate is valid.</summary>
    public DateTimeOffset? Retire { get; init; }
}

/// <summary>Where a key stands in its plan.</summary>
public enum KeyState
{
    /// <summary>Not shown to anybody yet.</summary>
    Planned,

    /// <summary>Accepted already, does not sign yet.</summary>
    Published,

    /// <summary>Signs.</summary>
    Signing,

    /// <summary>Signs no more, is still accepted.</summary>
    Accepted,

    /// <summary>Neither signs nor is accepted.</summary>
    Retired,
}

/// <summary>A planned key with the days of its certificate.</summary>
/// <param name="Planned">The plan.</param>
/// <param name="NotBefore">First instant of its certificate.</param>
/// <param name="NotAfter">Last instant of its certificate.</param>
public sealed record KeyTerm(PlannedKey Planned, DateTimeOffset NotBefore, DateTimeOffset NotAfter)
{
    internal DateTimeOffset Publish => Planned.Publish ?? DateTimeOffset.MinValue;

    internal DateTimeOffset From => Planned.From ?? DateTimeOffset.MinValue;

    internal DateTimeOffset Until => Planned.Until ?? DateTimeOffset.MaxValue;

    internal DateTimeOffset Retire => Planned.Retire ?? NotAfter;

    internal bool IsValid(DateTimeOffset at) => at >= NotBefore && at < NotAfter;
}

/// <summary>
/// The keys of a role over time: publish the new one, accept both, switch, retire the old one. Decides from the plan and an instant
/// alone. The key that began last signs; when it cannot, no other signs in its place, since partners were told which one does.
/// </summary>
public sealed class KeyPlan
{
    private readonly string _role;
    private readonly List<KeyTerm> _terms;

    /// <summary>A role with its keys.</summary>
    public KeyPlan(string role, IEnumerable<KeyTerm> terms)
    {
        _role = role;
        _terms = [.. terms.OrderBy(term => term.From)];
    }

    /// <summary>The keys in the order in which they sign.</summary>
    public IReadOnlyList<KeyTerm> Terms => _terms;

    /// <summary>The key that signs at an instant, valid or not; <c>null</c> when the plan names none.</summary>
    public KeyTerm? Signing(DateTimeOffset at) => _terms.LastOrDefault(term => term.From <= at) is { } last && at < last.Until ? last : null;

    /// <summary>The keys whose signatures are accepted at an instant.</summary>
    public IReadOnlyList<KeyTerm> Accepted(DateTimeOffset at) => [.. _terms.Where(term => term.Publish <= at && at < term.Retire && term.IsValid(at))];

    /// <summary>Where a key of this plan stands.</summary>
    public KeyState State(KeyTerm term, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(term);
        return at >= term.Retire ? KeyState.Retired
            : ReferenceEquals(Signing(at), term) ? KeyState.Signing
            : at < term.Publish ? KeyState.Planned
            : at < term.From ? KeyState.Published
            : KeyState.Accepted;
    }

    /// <summary>Until when somebody signs without a break, seen from an instant; the instant itself when nobody does.</summary>
    public DateTimeOffset Covered(DateTimeOffset at)
    {
        foreach (var edge in Edges(at).Append(DateTimeOffset.MaxValue))
        {
            if (!IsCovered(at))
            {
                return at;
            }

            at = edge;
        }

        return at;
    }

    /// <summary>What is wrong with the plan from an instant on: times out of order, keys that never sign, switches without overlap, gaps. What is past is not judged.</summary>
    public IReadOnlyList<Finding> Check(DateTimeOffset now)
    {
        var findings = new List<Finding>();
        foreach (var term in _terms.Where(term => term.Retire > now))
        {
            if (term.From >= term.Until || term.Publish > term.From || (term.Planned is { Until: { } until, Retire: { } retire } && retire < until))
            {
                findings.Add(Found("KEY-PLAN-ORDER", term, "its times are not in the order publish, from, until, retire"));
            }
        }

        foreach (var (before, after) in _terms.Zip(_terms.Skip(1)))
        {
            Switch(before, after, now, findings);
        }

        Gap(now, findings);
        return findings;
    }

    private void Switch(KeyTerm before, KeyTerm after, DateTimeOffset now, List<Finding> findings)
    {
        if (before.From == after.From)
        {
            findings.Add(Found("KEY-PLAN-TWICE", after, "another key of the role begins at the same instant: one of them would never sign"));
        }
        else if (after.From > now && (after.Publish >= after.From || before.Retire <= after.From))
        {
            findings.Add(Found("KEY-PLAN-OVERLAP", after, $"at {Text(after.From)} it takes over without a time in which both are accepted: publish it earlier, retire the one before it later"));
        }
    }

    // Only between instants at which somebody signs: the end of the whole plan is a matter of the watch.
    private void Gap(DateTimeOffset now, List<Finding> findings)
    {
        DateTimeOffset? broken = null;
        var begun = IsCovered(now);
        foreach (var edge in Edges(now).Prepend(now))
        {
            var covered = IsCovered(edge);
            if (covered && broken is { } since)
            {
                findings.Add(Finding.Error("KEY-PLAN-GAP", "", _role, $"role {_role}: from {Text(since)} until {Text(edge)} no key signs with a valid certificate"));
            }

            begun |= covered;
            broken = covered || !begun ? null : broken ?? edge;
        }
    }

    private bool IsCovered(DateTimeOffset at) => Signing(at)?.IsValid(at) == true;

    private IEnumerable<DateTimeOffset> Edges(DateTimeOffset after) => _terms
        .SelectMany(term => new[] { term.From, term.Until, term.NotBefore, term.NotAfter })
        .Where(edge => edge > after && edge < DateTimeOffset.MaxValue).Distinct().Order();

    private Finding Found(string code, KeyTerm term, string why) => Finding.Error(code, "", _role, $"role {_role}, key {term.Planned.Key}: {why}");

    private static string Text(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
