-- A signed SOAP call and the message inside of it are two messages of one correlation, which names the call. Whatever keeps the bytes of one keeps those of
-- the other: without the call nobody can see any more who brought the message.
create index envelope_inside on exchange.envelope (correlation) where channel = 'soap';

create or replace function audit.standing(subjects uuid[]) returns table (envelope uuid, rested_at timestamptz, spared text[]) language sql stable
    set search_path = pg_catalog, pg_temp set jit = off as $$   -- compiling it takes longer than it runs
with e as (
    select id, partner, in_reply_to, recorded_at, channel, correlation, 'in-' || replace(id::text, '-', '') as inside from exchange.envelope where id = any (subjects)),
kin as (
    select id as subject, id as message from e
    union select id, in_reply_to from e where in_reply_to is not null
    union select e.id, a.id from e join exchange.envelope a on a.in_reply_to = e.id
    union select e.id, i.id from e join exchange.envelope i on i.channel = 'soap' and i.correlation = e.inside where e.channel = 'soap'
    union select e.id, c.id from e join exchange.envelope c on c.id = case when e.correlation ~ '^in-[0-9a-f]{32}$' then substr(e.correlation, 4)::uuid end where e.channel = 'soap'),
about as (
    select k.subject, m.declaration from kin k join exchange.envelope m on m.id = k.message where m.declaration is not null
    union select k.subject, d.id from kin k join declarations.declaration d on d.envelope = k.message
    union select k.subject, d.declaration from kin k join declarations.document d on d.envelope = k.message
    union select k.subject, v.declaration from kin k join clearance.event v on v.envelope = k.message
    union select k.subject, o.declaration from kin k join taxes.obligation o on o.envelope = k.message
    union select k.subject, b.declaration from kin k join payments.debit_order b on b.envelope = k.message
    union select k.subject, o.declaration from kin k join payments.payment p on p.envelope = k.message
        join reconciliation.match m on m.payment = p.id join taxes.obligation o on o.id = m.obligation),
cases as (select distinct declaration from about),
course as (
    select c.declaration, max(v.recorded_at) as last_at,
        coalesce(bool_or(v.type in ('Cleared', 'Cancelled', 'Withdrawn', 'Returned')), false) as ended,
        max(v.id::text collate "C") filter (where v.type in ('Suspended', 'DocumentsRequested', 'DocumentsReceived', 'DossierComplete', 'DocumentCheckStarted', 'GoodsPresented',
            'InspectionStarted', 'AmendmentInstructed', 'Refused', 'PermitRequested', 'TaxAssessed', 'TaxReassessed', 'PaymentOrdered', 'BankDebited', 'PaymentReversed')) as opened,
        max(v.id::text collate "C") filter (where v.type in ('Cleared', 'Cancelled', 'Withdrawn', 'Returned', 'Resumed', 'DocumentCheckFinished', 'InspectionFinished', 'Amended',
            'PermitGranted', 'PermitRefused', 'PaymentConfirmed', 'ObligationSettled', 'Guaranteed', 'Deferred')) as closed
    from cases c left join clearance.event v on v.declaration = c.declaration group by c.declaration),
owed as (
    select o.id, o.declaration, o.amount > coalesce(sum(m.amount), 0) as owing
    from cases c join taxes.obligation o on o.declaration = c.declaration left join reconciliation.match m on m.obligation = o.id
    group by o.id, o.declaration, o.amount),
paid as (
    select k.subject, p.id, p.received_at from kin k join payments.payment p on p.envelope = k.message
    union select a.subject, p.id, p.received_at from about a join owed o on o.declaration = a.declaration
        join reconciliation.match m on m.obligation = o.id join payments.payment p on p.id = m.payment),
steps as (
    select a.subject, s.id from about a join clearance.step_failure s on s.declaration = a.declaration
    union select k.subject, s.id from kin k join clearance.step_failure s on s.envelope = k.message),
work as (
    select subject, message from kin
    union select subject, id from steps
    union select a.subject, m.id from about a join exchange.envelope m on m.declaration = a.declaration),
letters as (
    select w.subject, d.envelope, d.round from work w join exchange.dead_letter d on d.envelope = w.message
    union select a.subject, d.envelope, d.round from about a join exchange.dead_letter d on d.declaration = a.declaration)
select e.id,
    greatest(e.recorded_at,
        (select max(c.last_at) from about a join course c on c.declaration = a.declaration where a.subject = e.id),
        (select max(p.received_at) from paid p where p.subject = e.id),
        (select max(m.at) from paid p join reconciliation.match m on m.payment = p.id where p.subject = e.id),
        (select max(r.at) from letters l join exchange.resolution r on r.envelope = l.envelope and r.round = l.round where l.subject = e.id),
        (select max(t.at) from exchange.attempt t where t.envelope = e.id),
        (select max(s.at) from exchange.stamped s where s.envelope = e.id)),
    array_remove(array[
        case when exists (select from audit.purged p where p.envelope = e.id) then 'purged' end,
        case when not exists (select from audit.entry n where n.kind = 'envelope' and n.key = e.id::text)
            or exists (select from exchange.stamped s where s.envelope = e.id and not exists (select from audit.entry n where n.kind = 'stamped' and n.key = e.id::text))
            then 'unsealed' end,
        case when exists (select from work w join exchange.inbox q on q.envelope = w.message where w.subject = e.id)
            or exists (select from work w join exchange.outbox q on q.envelope = w.message where w.subject = e.id)
            or exists (select from work w join exchange.stamping q on q.envelope = w.message where w.subject = e.id)
            then 'queued' end,
        case when exists (select from letters l where l.subject = e.id
                and not exists (select from exchange.resolution r where r.envelope = l.envelope and r.round = l.round)) then 'aside' end,
        case when exists (select from about a join course c on c.declaration = a.declaration where a.subject = e.id and (not c.ended or c.opened > c.closed)) then 'unfinished' end,
        case when exists (select from about a join owed o on o.declaration = a.declaration where a.subject = e.id and o.owing) then 'unpaid' end,
        case when exists (select from paid p where p.subject = e.id
                and (not exists (select from reconciliation.match m where m.payment = p.id)
                    or exists (select from reconciliation.match m where m.payment = p.id and m.disposition <> 'allocated')
                    or exists (select from reconciliation.exception x where x.payment = p.id)))
            or exists (select from kin k join reconciliation.exception x on x.envelope = k.message where k.subject = e.id) then 'unmatched' end,
        case when exists (select from kin k join reconciliation.day_close d on d.envelope = k.message where k.subject = e.id and not d.agrees
                and not exists (select from reconciliation.day_close l where l.bank = d.bank and l.day = d.day and l.agrees and l.at > d.at)) then 'disagreeing' end,
        case when exists (select from audit.hold h where not exists (select from audit.release r where r.hold = h.id)
                and (h.declaration is null or exists (select from about a where a.subject = e.id and a.declaration = h.declaration))
                and (h.partner is null or h.partner = e.partner
                    or exists (select from about a join declarations.declaration d on d.id = a.declaration where a.subject = e.id and d.enterprise = h.partner))
                and (h.since is null or e.recorded_at >= h.since) and (h.until is null or e.recorded_at < h.until)) then 'held' end
    ], null)
from e
$$;
