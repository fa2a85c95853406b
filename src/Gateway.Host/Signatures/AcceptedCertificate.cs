namespace Gateway.Host.Signatures;

/// <summary>A certificate a partner signs with, for a time: while the partner changes keys, the old and the new one are accepted.</summary>
public sealed record AcceptedCertificate
{
    /// <summary>File name without ending in the certificates folder.</summary>
    public required string Certificate { get; init; }

    /// <summary>From when it is accepted; left out, at once.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Until when it is accepted; left out, as long as it is valid.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The environments it is accepted in; none named: in all.</summary>
    public IReadOnlyList<string> Environments { get; init; } = [];

    /// <summary>Who issued it, by its name in the folder: needed where its revocation is asked for.</summary>
    public string Issuer { get; init; } = "";

    /// <summary>Whether it is asked if it was revoked; by default not, as it is named one by one and can be taken out.</summary>
    public RevocationTerms Revocation { get; init; } = new();

    internal bool Holds(DateTimeOffset at) => (From is null || From <= at) && (Until is null || at < Until);
}

/// <summary>A partner's certificates over time. Decides from the plan, their days and an instant alone.</summary>
public static class AcceptedCertificates
{
    /// <summary>Until when one of them is accepted without a break, seen from an instant; the instant itself when none is.</summary>
    public static DateTimeOffset Covered(IReadOnlyList<(AcceptedCertificate Planned, DateTimeOffset NotBefore, DateTimeOffset NotAfter)> all, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(all);
        var end = at;
        // Each round reaches further or ends; there are no more rounds than certificates.
        for (var round = 0; round < all.Count; round++)
        {
            var next = all.Where(one => Begin(one) <= end && End(one) > end).Select(End).DefaultIfEmpty(end).Max();
            if (next == end)
            {
                break;
            }

            end = next;
        }

        return end;
    }

    /// <summary>A finding when there is a time in which none is accepted although one follows; what is past is not judged.</summary>
    public static Finding? Check(string partner, IReadOnlyList<(AcceptedCertificate Planned, DateTimeOffset NotBefore, DateTimeOffset NotAfter)> all, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(all);
        var start = all.Select(Begin).DefaultIfEmpty(now).Min();
        var end = Covered(all, start > now ? start : now);
        var next = all.Where(one => Begin(one) > end && End(one) > now).Select(Begin).Order().ToList();
        return next.Count == 0 ? null : Finding.Error(
            "KEY-PLAN-GAP", "", $"accept/{partner}", $"partner {partner}: from {end.ToUniversalTime():yyyy-MM-dd'T'HH:mm'Z'} until {next[0].ToUniversalTime():yyyy-MM-dd'T'HH:mm'Z'} none of its certificates is accepted");
    }

    private static DateTimeOffset Begin((AcceptedCertificate Planned, DateTimeOffset NotBefore, DateTimeOffset NotAfter) one) =>
        one.Planned.From > one.NotBefore ? one.Planned.From.Value : one.NotBefore;

    private static DateTimeOffset End((AcceptedCertificate Planned, DateTimeOffset NotBefore, DateTimeOffset NotAfter) one) =>
        one.Planned.Until < one.NotAfter ? one.Planned.Until.Value : one.NotAfter;
}
