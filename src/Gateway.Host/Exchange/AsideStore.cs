using Gateway.Host.Database;

namespace Gateway.Host.Exchange;

/// <summary>What was decided about a dead letter.</summary>
/// <param name="Round">The round it ended.</param>
/// <param name="Decision"><c>retry</c> or <c>drop</c>.</param>
/// <param name="Who">Who decided.</param>
/// <param name="Why">Why.</param>
/// <param name="At">When.</param>
public sealed record Resolution(int Round, string Decision, string Who, string Why, DateTimeOffset At);

/// <summary>Keeps what was decided about dead letters; a dead letter without a decision is set aside.</summary>
public static class AsideStore
{
    /// <summary>Who decides when the gateway itself comes back to a matter.</summary>
    public const string Ourselves = "gateway";

    /// <summary>Decides on the dead letter of a round; <c>false</c> when there is none or it was decided before.</summary>
    public static async Task<bool> DecideAsync(Work work, Guid envelope, Resolution decided)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(decided);
        return await work.ExecuteAsync(
            """
            insert into exchange.resolution (envelope, round, decision, who, why, attempts, at)
            select envelope, round, $3, $4, $5, (select coalesce(max(number), 0) from exchange.attempt a where a.envelope = d.envelope), $6
            from exchange.dead_letter d where envelope = $1 and round = $2
            on conflict do nothing
            """,
            envelope, decided.Round, decided.Decision, decided.Who, decided.Why, decided.At).ConfigureAwait(false) == 1;
    }

    /// <summary>The decision on a round, or <c>null</c>.</summary>
    public static async Task<Resolution?> DecidedAsync(Work work, Guid envelope, int round)
    {
        ArgumentNullException.ThrowIfNull(work);
        var rows = await work.QueryAsync(
            "select round, decision, who, why, at from exchange.resolution where envelope = $1 and round = $2",
            row => new Resolution(row.GetInt32(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetFieldValue<DateTimeOffset>(4)),
            envelope, round).ConfigureAwait(false);
        return rows.FirstOrDefault();
    }

    /// <summary>The gateway comes back to a matter by itself: what of it is still set aside counts as put back.</summary>
    public static async Task ResumeAsync(Work work, Guid envelope, string why, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(work);
        var round = await work.ScalarAsync<int>("select exchange.round_of($1)", envelope).ConfigureAwait(false);
        await DecideAsync(work, envelope, new Resolution(round, "retry", Ourselves, why, at)).ConfigureAwait(false);
    }

    /// <summary>Puts an envelope (or a step's failure) at the end of its lane for its next round; attempts to send go on counting.</summary>
    public static Task RequeueAsync(Work work, string queue, Guid envelope, string lane, DateTimeOffset due)
    {
        ArgumentNullException.ThrowIfNull(work);
        var attempts = queue == "outbox" ? "(select coalesce(max(number), 0) from exchange.attempt where envelope = $1)" : "0";
        return work.ExecuteAsync($"insert into exchange.{queue} (envelope, lane, attempts, due, round) values ($1,$2,{attempts},$3,exchange.round_of($1))", envelope, lane, due);
    }
}
