using System.Text.Json.Nodes;
using System.Text;
using Gateway.Clearance;
using Gateway.Host.Clearance;
using Gateway.Host.Database;
using Gateway.Host.Declarations;
using Gateway.Messages;

namespace Gateway.Host.Cases;

/// <summary>One entry of a timeline.</summary>
/// <param name="Event">What happened.</param>
/// <param name="OccurredAt">When, by the source's clock.</param>
/// <param name="RecordedAt">When the gateway wrote it.</param>
/// <param name="Source">Who said so.</param>
/// <param name="Holder">Who held the declaration after it.</param>
/// <param name="Attributes">Details.</param>
public sealed record TimelineEntry(string Event, DateTimeOffset OccurredAt, DateTimeOffset RecordedAt, string Source, string Holder, IReadOnlyDictionary<string, string> Attributes);

/// <summary>Who held a declaration from when to when.</summary>
public sealed record CustodyView(string Holder, DateTimeOffset From, DateTimeOffset To, long Seconds);

/// <summary>A declaration's timeline.</summary>
public sealed record TimelineView(string Status, string? Channel, IReadOnlyList<TimelineEntry> Entries, IReadOnlyList<CustodyView> Custody);

/// <summary>A message of a declaration.</summary>
/// <param name="Id">Envelope.</param>
/// <param name="Direction">in or out.</param>
/// <param name="Partner">Who sent or gets it.</param>
/// <param name="Message">Adapter message id: what we wrote, or what a received one was recognised as.</param>
/// <param name="At">When it was kept.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Sha256">Hash of the bytes.</param>
/// <param name="Attempts">How often it was sent.</param>
/// <param name="Verdict">Code of the verdict on its signature.</param>
/// <param name="Signer">Who signed it.</param>
/// <param name="SetAside">Why nothing was done with it; nobody has decided on it yet.</param>
/// <param name="Dropped">Why nothing was done with it and nothing will be: an operator closed it.</param>
/// <param name="InReplyTo">The message it answers: one of ours that was sent, or one of theirs that was answered at once.</param>
/// <param name="AwaitsTimeStamp">The authority has not yet given the time-stamp of its signature.</param>
/// <param name="Purged">Its bytes are gone, as the plan of retention says; hash, length and verdict stay.</param>
public sealed record MessageView(
    Guid Id, string Direction, string Partner, string? Message, DateTimeOffset At, long Length, string Sha256, int Attempts, string? Verdict, string? Signer, string? SetAside, string? Dropped,
    Guid? InReplyTo, bool AwaitsTimeStamp, bool Purged);

/// <summary>A step of the procedure that could not be taken.</summary>
/// <param name="Id">What an operator puts it back by.</param>
/// <param name="Step">Step of the procedure.</param>
/// <param name="Message">Adapter message id it would have sent.</param>
/// <param name="At">When it failed, the last time.</param>
/// <param name="Code">Why, as a code.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="Dropped">Why it will not be taken: an operator closed it.</param>
public sealed record FailedStepView(Guid Id, string Step, string Message, DateTimeOffset At, string Code, string Reason, string? Dropped);

/// <summary>One posting of the declaration's ledger.</summary>
public sealed record LedgerLine(DateTimeOffset At, string Reason, string Rule, string Account, long Debit, long Credit, string Currency);

/// <summary>One obligation.</summary>
public sealed record ObligationView(Guid Id, string Statement, string TaxItem, string Name, long Amount, long Open, string Currency);

/// <summary>One of the declarations that a posted one with too many lines for a message became.</summary>
/// <param name="Id">Declaration id.</param>
/// <param name="Branch">Its place, from 1.</param>
/// <param name="From">First line of the posted declaration in it.</param>
/// <param name="To">Last line of the posted declaration in it.</param>
/// <param name="Number">First 11 digits of its number once known.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="WaitsForFirst">It goes on as soon as the first one has its number.</param>
/// <param name="Url">Where it is asked for.</param>
public sealed record BranchView(Guid Id, int Branch, int From, int To, string? Number, string Status, bool WaitsForFirst, string Url);

/// <summary>Everything about one declaration.</summary>
public sealed record DeclarationView(
    DeclarationSummary Declaration, string Status, JsonNode? Document, TimelineView Timeline, IReadOnlyList<MessageView> Messages,
    IReadOnlyList<ObligationView> Obligations, IReadOnlyList<LedgerLine> Ledger, IReadOnlyList<FindingView> Findings, IReadOnlyList<FailedStepView> FailedSteps,
    IReadOnlyList<BranchView> Branches);

/// <summary>Reads everything about a declaration for the interface and the console.</summary>
public sealed class DeclarationPages(Queries queries, DeclarationStore declarations, EventStore events, TimeProvider time)
{
    /// <summary>The view, or <c>null</c> when there is none (or it is another enterprise's).</summary>
    public async Task<DeclarationView?> ViewAsync(Guid id, string? enterprise, CancellationToken cancellation)
    {
        var row = await declarations.FindAsync(id, cancellation).ConfigureAwait(false);
        if (row is null || (enterprise is not null && row.Enterprise != enterprise))
        {
            return null;
        }

        var document = await declarations.DocumentAsync(id, "declaration", cancellation).ConfigureAwait(false);
        var timeline = Timelines.Of(await events.OfAsync(id, cancellation).ConfigureAwait(false), time.GetUtcNow());
        return new DeclarationView(
            DeclarationSummary.Of(row, []),
            timeline.Status,
            document is null ? null : JsonNode.Parse(Encoding.UTF8.GetString(CanonicalJson.Write(document, "declaration"))),
            timeline,
            await MessagesAsync(id, cancellation).ConfigureAwait(false),
            await ObligationsAsync(id, cancellation).ConfigureAwait(false),
            await LedgerAsync(id, cancellation).ConfigureAwait(false),
            await FindingsAsync(id, cancellation).ConfigureAwait(false),
            await FailedStepsAsync(id, cancellation).ConfigureAwait(false),
            await BranchesAsync(row, cancellation).ConfigureAwait(false));
    }

    /// <summary>A declaration's timeline alone.</summary>
    public async Task<TimelineView> TimelineAsync(Guid id, CancellationToken cancellation) =>
        Timelines.Of(await events.OfAsync(id, cancellation).ConfigureAwait(false), time.GetUtcNow());

    private async Task<IReadOnlyList<BranchView>> BranchesAsync(DeclarationRow row, CancellationToken cancellation)
    {
        if (row.Part is not { } part)
        {
            return [];
        }

        var happened = await events.OfAsync([.. part.Declarations], cancellation).ConfigureAwait(false);
        return await queries.QueryAsync(
            """
            select v.declaration, v.branch, v.line_from, v.line_to, n.base
            from declarations.division v left join declarations.number n on n.declaration = v.declaration where v.first = $1 order by v.branch
            """,
            branch =>
            {
                var (id, place) = (branch.GetGuid(0), branch.GetInt32(1));
                var status = Timeline.Fold(happened[id], time.GetUtcNow()).Status;
                return new BranchView(id, place, branch.GetInt32(2), branch.GetInt32(3), Text(branch, 4), status, place > 1 && status == Status.Received, $"/api/declarations/{id:D}");
            },
            cancellation, part.First).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<MessageView>> MessagesAsync(Guid id, CancellationToken cancellation) => await queries.QueryAsync(
        """
        select e.id, e.direction, e.partner, coalesce(e.message, r.message), e.recorded_at, e.length, encode(e.sha256, 'hex'),
               (select count(*) from exchange.attempt a where a.envelope = e.id)::int, v.code, v.subject,
               case when x.decision is null then d.code end, case x.decision when 'drop' then d.code || ': ' || x.why end, e.in_reply_to,
               exists (select from exchange.stamping s where s.envelope = e.id), exists (select from audit.purged p where p.envelope = e.id)
        from exchange.envelope e
        left join lateral (select message from exchange.recognition where envelope = e.id order by round desc limit 1) r on true
        left join lateral (select code, subject from exchange.verdict where envelope = e.id order by round desc limit 1) v on true
        left join lateral (select envelope, round, code from exchange.dead_letter where envelope = e.id order by round desc limit 1) d on true
        left join exchange.resolution x on x.envelope = d.envelope and x.round = d.round
        where e.id in (
            with own as (
                select id from exchange.envelope where declaration = $1 union select envelope from clearance.event where declaration = $1
                union select envelope from exchange.dead_letter where declaration = $1)
            select id from own union select answer.id from exchange.envelope answer join own on answer.in_reply_to = own.id where answer.direction = 'out')
        order by e.id
        """,
        row => new MessageView(
            row.GetGuid(0), row.GetString(1), row.GetString(2), Text(row, 3), row.GetFieldValue<DateTimeOffset>(4), row.GetInt64(5), row.GetString(6), row.GetInt32(7), Text(row, 8), Text(row, 9), Text(row, 10), Text(row, 11),
            row.IsDBNull(12) ? null : row.GetGuid(12), row.GetBoolean(13), row.GetBoolean(14)),
        cancellation, id).ConfigureAwait(false);

    private async Task<IReadOnlyList<ObligationView>> ObligationsAsync(Guid id, CancellationToken cancellation) => await queries.QueryAsync(
        """
        select o.id, o.statement, o.tax_item, o.name, o.amount, o.amount - coalesce((select sum(m.amount) from reconciliation.match m where m.obligation = o.id), 0)::bigint, o.currency
        from taxes.obligation o where o.declaration = $1 order by o.tax_item
        """,
        row => new ObligationView(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(4), row.GetInt64(5), row.GetString(6)),
        cancellation, id).ConfigureAwait(false);

    private async Task<IReadOnlyList<LedgerLine>> LedgerAsync(Guid id, CancellationToken cancellation) => await queries.QueryAsync(
        """
        select j.posted_at, j.reason, j.rule, p.account, p.debit, p.credit, p.currency
        from reconciliation.journal j join reconciliation.posting p on p.journal = j.id
        where j.declaration = $1 order by j.id, p.id
        """,
        row => new LedgerLine(row.GetFieldValue<DateTimeOffset>(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(4), row.GetInt64(5), row.GetString(6)),
        cancellation, id).ConfigureAwait(false);

    // What was put back does not fail any more, or fails anew with a dead letter of its own.
    private async Task<IReadOnlyList<FailedStepView>> FailedStepsAsync(Guid id, CancellationToken cancellation) => await queries.QueryAsync(
        """
        select s.id, s.step, s.message, d.at, d.code, d.detail, x.why
        from clearance.step_failure s
        join lateral (select * from exchange.dead_letter where envelope = s.id order by round desc limit 1) d on true
        left join exchange.resolution x on x.envelope = d.envelope and x.round = d.round
        where s.declaration = $1 and x.decision is distinct from 'retry' order by d.at
        """,
        row => new FailedStepView(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetFieldValue<DateTimeOffset>(3), row.GetString(4), row.GetString(5), Text(row, 6)),
        cancellation, id).ConfigureAwait(false);

    // What was found before a message or step was put back is history; what was found then stands in its place.
    private async Task<IReadOnlyList<FindingView>> FindingsAsync(Guid id, CancellationToken cancellation) => await queries.QueryAsync(
        """
        select code, severity, pointer, path, message, line from declarations.finding f
        where declaration = $1
          and not exists (select 1 from exchange.resolution x where x.envelope = f.envelope and x.round = f.round and x.decision = 'retry')
        order by envelope, ordinal
        """,
        row => Problems.Finding(new Finding(row.GetString(0), Enum.Parse<Severity>(row.GetString(1)), row.GetString(2), row.GetString(3), row.GetString(4), row.GetInt32(5))),
        cancellation, id).ConfigureAwait(false);

    private static string? Text(Npgsql.NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
