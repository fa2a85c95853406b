using Gateway.Host.Database;
using Gateway.Host.Declarations;
using Gateway.Host.Exchange;
using Npgsql;

namespace Gateway.Host.Cases;

/// <summary>One thing that is set aside, or was.</summary>
/// <param name="Id">Envelope, or the failure of a step: what it is put back or dropped by.</param>
/// <param name="Kind"><c>in</c>, <c>out</c> or <c>step</c>.</param>
/// <param name="At">When it was set aside, the last time.</param>
/// <param name="Round">How often it was handled.</param>
/// <param name="Partner">Who sent or gets it; empty for a step.</param>
/// <param name="Message">Adapter message id, where it is known.</param>
/// <param name="Step">Step of the procedure; empty for a message.</param>
/// <param name="Code">Why, as a code.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="Declaration">The declaration it concerns, where that is known.</param>
/// <param name="Reference">The declaration's reference.</param>
/// <param name="Correlation">Correlation id.</param>
public sealed record AsideView(
    Guid Id, string Kind, DateTimeOffset At, int Round, string Partner, string? Message, string Step, string Code, string Reason, Guid? Declaration, string? Reference, string? Correlation);

/// <summary>What of all that is set aside is asked for; empty asks for all.</summary>
/// <param name="Partner">A partner's.</param>
/// <param name="Code">Code, or the beginning of one.</param>
/// <param name="Since">Set aside at this instant or later.</param>
/// <param name="Most">No more than these, the newest.</param>
public sealed record AsideFilter(string Partner = "", string Code = "", DateTimeOffset? Since = null, int Most = 100);

/// <summary>One round of what is or was set aside.</summary>
/// <param name="Round">The round.</param>
/// <param name="At">When it was set aside.</param>
/// <param name="Code">Why.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="Decided">What was decided; <c>null</c> while it is set aside.</param>
public sealed record AsideRound(int Round, DateTimeOffset At, string Code, string Reason, Resolution? Decided);

/// <summary>What is kept of a message.</summary>
/// <param name="Length">Length of the whole message.</param>
/// <param name="Sha256">Hash of the whole message.</param>
/// <param name="ContentType">Media type.</param>
/// <param name="Sealed">Kept encrypted: its bytes are not shown.</param>
/// <param name="Truncated">Only a beginning was kept.</param>
/// <param name="Attempts">How often it was sent.</param>
/// <param name="First">First bytes; empty where sealed.</param>
/// <param name="Lane">The lane it waits in when it is put back.</param>
public sealed record KeptMessage(long Length, string Sha256, string ContentType, bool Sealed, bool Truncated, int Attempts, byte[] First, string Lane);

/// <summary>Everything about one thing that is or was set aside.</summary>
public sealed record AsideDetail(AsideView Aside, IReadOnlyList<AsideRound> Rounds, IReadOnlyList<FindingView> Findings, KeptMessage? Kept);

/// <summary>A message that is held at the head of its lane.</summary>
/// <param name="Id">Envelope.</param>
/// <param name="Lane">Its lane in the inbox.</param>
/// <param name="Round">Which time it is handled.</param>
/// <param name="Reason">Why it is held.</param>
public sealed record HeldHead(Guid Id, string Lane, int Round, string Reason);

/// <summary>Reads what is set aside: messages nothing was done with, messages that could not be sent, steps that could not be taken.</summary>
public sealed class AsidePages(Queries queries)
{
    /// <summary>How many first bytes are shown.</summary>
    public const int FirstBytes = 256;

    private const string Columns =
        """
        select d.envelope, case when e.id is null then 'step' else e.direction end, d.at, d.round, coalesce(e.partner, ''),
               coalesce(s.message, e.message, (select r.message from exchange.recognition r where r.envelope = d.envelope order by r.round desc limit 1)),
               coalesce(s.step, ''), d.code, d.detail, c.id, c.reference, coalesce(c.correlation, e.correlation)
        from exchange.dead_letter d
        left join exchange.envelope e on e.id = d.envelope
        left join clearance.step_failure s on s.id = d.envelope
        left join declarations.declaration c on c.id = coalesce(d.declaration, s.declaration, e.declaration)
        """;

    private const string Open = " not exists (select 1 from exchange.resolution x where x.envelope = d.envelope and x.round = d.round) ";

    /// <summary>What is set aside now, newest first.</summary>
    public Task<List<AsideView>> ListAsync(AsideFilter filter, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return queries.QueryAsync(
            $"""
            {Columns} where {Open} and ($1 = '' or e.partner = $1) and starts_with(d.code, $2) and d.at >= $3
            order by d.at desc, d.envelope limit $4
            """,
            Map, cancellation, filter.Partner, filter.Code, filter.Since ?? DateTimeOffset.UnixEpoch, Math.Clamp(filter.Most, 1, 10_000));
    }

    /// <summary>The message of an id, if it is held; else <c>null</c>.</summary>
    public Task<HeldHead?> HeldAsync(Guid id, CancellationToken cancellation) => queries.FirstAsync(
        "select envelope, lane, round, held from exchange.inbox where envelope = $1 and holds > 0",
        row => new HeldHead(row.GetGuid(0), row.GetString(1), row.GetInt32(2), row.GetString(3)), cancellation, id);

    /// <summary>How much is set aside now.</summary>
    public Task<long> CountAsync(CancellationToken cancellation) =>
        queries.FirstAsync("select count(*) from exchange.dead_letter d where" + Open, row => row.GetInt64(0), cancellation);

    /// <summary>One thing that is or was set aside, as it was the last time; <c>null</c> when it never was.</summary>
    public async Task<AsideDetail?> FindAsync(Guid id, CancellationToken cancellation)
    {
        if (await queries.FirstAsync(Columns + " where d.envelope = $1 order by d.round desc limit 1", Map, cancellation, id).ConfigureAwait(false) is not { } aside)
        {
            return null;
        }

        return new AsideDetail(
            aside,
            await RoundsAsync(id, cancellation).ConfigureAwait(false),
            await FindingsAsync(id, aside.Round, cancellation).ConfigureAwait(false),
            await KeptAsync(id, cancellation).ConfigureAwait(false));
    }

    /// <summary>What was found in a round.</summary>
    public async Task<IReadOnlyList<FindingView>> FindingsAsync(Guid id, int round, CancellationToken cancellation) => await queries.QueryAsync(
        "select code, severity, pointer, path, message, line from declarations.finding where envelope = $1 and round = $2 order by ordinal",
        row => Problems.Finding(new Finding(row.GetString(0), Enum.Parse<Severity>(row.GetString(1)), row.GetString(2), row.GetString(3), row.GetString(4), row.GetInt32(5))),
        cancellation, id, round).ConfigureAwait(false);

    private async Task<IReadOnlyList<AsideRound>> RoundsAsync(Guid id, CancellationToken cancellation) => await queries.QueryAsync(
        """
        select d.round, d.at, d.code, d.detail, x.decision, x.who, x.why, x.at
        from exchange.dead_letter d left join exchange.resolution x on x.envelope = d.envelope and x.round = d.round
        where d.envelope = $1 order by d.round
        """,
        row => new AsideRound(
            row.GetInt32(0), row.GetFieldValue<DateTimeOffset>(1), row.GetString(2), row.GetString(3),
            row.IsDBNull(4) ? null : new Resolution(row.GetInt32(0), row.GetString(4), row.GetString(5), row.GetString(6), row.GetFieldValue<DateTimeOffset>(7))),
        cancellation, id).ConfigureAwait(false);

    // What is sealed never leaves the database here: a beginning may hold the very credential it is sealed for.
    private Task<KeptMessage?> KeptAsync(Guid id, CancellationToken cancellation) => queries.FirstAsync<KeptMessage?>(
        """
        select length, encode(sha256, 'hex'), content_type, sealed, truncated, (select count(*)::int from exchange.attempt a where a.envelope = e.id),
               case when sealed then ''::bytea else substring(bytes from 1 for $2) end, direction, channel, partner, declaration
        from exchange.envelope e where id = $1
        """,
        row => new KeptMessage(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetBoolean(3), row.GetBoolean(4), row.GetInt32(5), row.GetFieldValue<byte[]>(6),
            Envelope.LaneOf(row.GetString(7), row.GetString(8), row.GetString(9), row.IsDBNull(10) ? null : row.GetGuid(10))),
        cancellation, id, FirstBytes);

    private static AsideView Map(NpgsqlDataReader row)
    {
        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);
        return new AsideView(
            row.GetGuid(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2), row.GetInt32(3), row.GetString(4), Text(5), row.GetString(6), row.GetString(7), row.GetString(8),
            row.IsDBNull(9) ? null : row.GetGuid(9), Text(10), Text(11));
    }
}
