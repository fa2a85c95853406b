using Gateway.Host.Database;

namespace Gateway.Host.Evidence;

/// <summary>Which entries a bundle is about.</summary>
public sealed class EvidenceSelection(Queries queries)
{
    /// <summary>Most things of a bundle; more is a shorter stretch of time, several times.</summary>
    public const int MostThings = 100_000;

    private const string OfDeclaration =
        """
        with d as (select id from declarations.declaration where id::text = $1 or reference = $1 or id in (select declaration from declarations.number where base = $1)),
        owed as (select id, envelope from taxes.obligation where declaration in (select id from d)),
        asked as (
            select id as envelope from exchange.envelope where declaration in (select id from d)
            union select envelope from declarations.declaration where id in (select id from d)
            union select envelope from clearance.event where declaration in (select id from d)
            union select envelope from owed),
        paid as (
            select m.payment as id from reconciliation.match m join owed on owed.id = m.obligation
            union select p.id from payments.payment p join asked on asked.envelope = p.envelope),
        said as (select envelope from asked union select p.envelope from payments.payment p join paid on paid.id = p.id),
        sent as (
            select envelope as id from said where envelope is not null
            union select a.id from exchange.envelope a join said on a.in_reply_to = said.envelope
            union select c.id from said join exchange.envelope i on i.id = said.envelope and i.channel = 'soap'
                join exchange.envelope c on c.id = case when i.correlation ~ '^in-[0-9a-f]{32}$' then substr(i.correlation, 4)::uuid end),   -- the signed call it came in
        matched as (select m.id, m.journal from reconciliation.match m join paid on paid.id = m.payment),
        booked as (
            select id from reconciliation.journal where declaration in (select id from d)
            union select journal from matched),
        things (kind, key) as (
            select 'envelope', id::text from sent
            union all select 'verdict', v.envelope || '/' || v.round || '/' || v.profile from exchange.verdict v join sent on sent.id = v.envelope
            union all select 'stamped', s.envelope::text from exchange.stamped s join sent on sent.id = s.envelope
            union all select 'basis', b.envelope || '/' || b.round || '/' || b.profile from exchange.basis b join sent on sent.id = b.envelope
            union all select 'hold', h.envelope || '/' || h.round from exchange.hold h join sent on sent.id = h.envelope
            union all select 'attempt', a.id::text from exchange.attempt a join sent on sent.id = a.envelope
            union all select 'aside', l.envelope || '/' || l.round from exchange.dead_letter l where l.envelope in (select id from sent) or l.declaration in (select id from d)
            union all select 'resolution', r.envelope || '/' || r.round from exchange.resolution r join exchange.dead_letter l using (envelope, round)
                where l.envelope in (select id from sent) or l.declaration in (select id from d)
            union all select 'event', id::text from clearance.event where declaration in (select id from d)
            union all select 'obligation', id::text from owed
            union all select 'order', id::text from payments.debit_order where declaration in (select id from d)
            union all select 'payment', id::text from paid
            union all select 'match', id::text from matched
            union all select 'journal', id::text from booked
            union all select 'exception', x.id::text from reconciliation.exception x join paid on paid.id = x.payment)
        select e.sequence from audit.entry e join things t on t.kind = e.kind and t.key = e.key order by e.sequence limit $2
        """;

    /// <summary>Everything of a declaration, by its id, reference or number.</summary>
    public async Task<List<long>> OfDeclarationAsync(string reference, CancellationToken cancellation) =>
        Bounded(await queries.QueryAsync(OfDeclaration, row => row.GetInt64(0), cancellation, reference, MostThings).ConfigureAwait(false), $"declaration {reference}");

    /// <summary>Everything that was sealed in a stretch of time; its end does not belong to it.</summary>
    public async Task<List<long>> OfTimeAsync(DateTimeOffset from, DateTimeOffset until, CancellationToken cancellation) => Bounded(
        await queries.QueryAsync(
            "select sequence from audit.entry where at >= $1 and at < $2 and kind not in ('anchor', 'stamp') order by sequence limit $3", row => row.GetInt64(0), cancellation, from, until, MostThings).ConfigureAwait(false),
        "this stretch of time");

    private static List<long> Bounded(List<long> places, string what) => places.Count switch
    {
        0 => throw new InvalidDataException($"nothing is sealed of {what}"),
        MostThings => throw new InvalidDataException($"{MostThings} things or more belong to {what}: name a shorter stretch"),
        _ => places,
    };
}
