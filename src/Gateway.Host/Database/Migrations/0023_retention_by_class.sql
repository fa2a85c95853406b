-- How long messages are kept, what is under legal hold, and the one way in which their bytes may go. The row, its hashes, verdicts and
-- place in the chain stay. Holds, releases, plans and purges are things of the chain, and none is ever rewritten.

-- A plan as it was in force: what was purged names the plan it was purged under.
create table audit.retention_plan (
    sha256   bytea       primary key check (octet_length(sha256) = 32),
    document text        not null check (length(document) <= 1000000),
    who      text        not null check (length(who) between 1 and 200),
    at       timestamptz not null,
    check (sha256 = pg_catalog.sha256(convert_to(document, 'UTF8')))
);

-- What is named holds together: a partner's messages of a time. What is not named is any.
create table audit.hold (
    id          uuid        primary key,
    declaration uuid,
    partner     text,
    since       timestamptz,
    until       timestamptz,
    reason      text        not null check (length(reason) between 1 and 2000),
    who         text        not null check (length(who) between 1 and 200),
    at          timestamptz not null,
    check (num_nonnulls(declaration, partner, since, until) > 0),
    check (since is null or until is null or since < until)
);

create table audit.release (
    hold uuid        primary key references audit.hold,      -- one hold, one release
    why  text        not null check (length(why) between 1 and 2000),
    who  text        not null check (length(who) between 1 and 200),
    at   timestamptz not null
);

create table audit.purge (
    id       uuid        primary key,
    plan     bytea       not null references audit.retention_plan,
    class    text        not null,
    days     int         not null check (days > 0),
    messages int         not null check (messages > 0),
    who      text        not null check (length(who) between 1 and 200),
    at       timestamptz not null
);

create table audit.purged (
    envelope uuid  not null,
    part     text  not null check (part in ('envelope', 'stamped')),
    purge    uuid  not null references audit.purge,
    stored   bytea not null check (octet_length(stored) = 32),  -- hash of the bytes as they were kept: the chain's digest still holds
    length   int   not null check (length >= 0),
    primary key (envelope, part)
);
create index purged_purge on audit.purged (purge);

create function audit.note_plan() returns trigger language plpgsql as $$
begin
    insert into audit.pending (kind, key) values ('plan', encode(new.sha256, 'hex'));
    return null;
end $$;

create function audit.note_release() returns trigger language plpgsql as $$
begin
    insert into audit.pending (kind, key) values ('release', new.hold::text);
    return null;
end $$;

create function audit.note_purged() returns trigger language plpgsql as $$
begin
    insert into audit.pending (kind, key) values ('purged', new.envelope || '/' || new.part);
    return null;
end $$;

create trigger noted after insert on audit.retention_plan for each row execute function audit.note_plan();
create trigger noted after insert on audit.hold for each row execute function audit.note_id('legal-hold');
create trigger noted after insert on audit.release for each row execute function audit.note_release();
create trigger noted after insert on audit.purge for each row execute function audit.note_id('purge');
create trigger noted after insert on audit.purged for each row execute function audit.note_purged();

-- What a message belongs to is asked from the message.
create index envelope_in_reply_to on exchange.envelope (in_reply_to) where in_reply_to is not null;
create index event_envelope on clearance.event (envelope) where envelope is not null;
create index declaration_envelope on declarations.declaration (envelope);
create index document_envelope on declarations.document (envelope);
create index obligation_envelope on taxes.obligation (envelope);
create index debit_order_envelope on payments.debit_order (envelope);
create index debit_order_declaration on payments.debit_order (declaration);
create index payment_envelope on payments.payment (envelope);
create index exception_payment on reconciliation.exception (payment) where payment is not null;
create index exception_envelope on reconciliation.exception (envelope) where envelope is not null;
create index day_close_envelope on reconciliation.day_close (envelope);
create index step_failure_envelope on clearance.step_failure (envelope);

-- When a message came to rest, and everything that keeps its bytes whatever a plan says. A message is judged together with what it answers,
-- what answers it, and every declaration any of these belongs to.
create function audit.standing(subjects uuid[]) returns table (envelope uuid, rested_at timestamptz, spared text[]) language sql stable
    set search_path = pg_catalog, pg_temp set jit = off as $$   -- compiling it takes longer than it runs
with e as (
    select id, partner, in_reply_to, recorded_at from exchange.envelope where id = any (subjects)),
kin as (
    select id as subject, id as message from e
    union select id, in_reply_to from e where in_reply_to is not null
    union select e.id, a.id from e join exchange.envelope a on a.in_reply_to = e.id),
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

-- The only way bytes go, with its owner's rights: the application may neither update nor delete what was received and sent. Nothing the caller
-- says of a message is believed; what is spared, by whatever reason, is left where it is. Purges and holds queue behind one another.
create function audit.purge(batch uuid, planned bytea, named text, subjects uuid[], by_whom text) returns int language plpgsql
    security definer set search_path = pg_catalog, pg_temp as $$
declare
    kept  int;
    going uuid[];
begin
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'bytes are purged under read committed only' using errcode = '25001';
    end if;
    if cardinality(subjects) not between 1 and 500 then
        raise exception 'bytes of 1 to 500 messages are purged at once, not of %', cardinality(subjects) using errcode = '22023';
    end if;
    select (c ->> 'days')::int into kept
    from audit.retention_plan p, jsonb_array_elements(p.document::jsonb -> 'classes') c
    where p.sha256 = planned and c ->> 'class' = named and c -> 'unconfirmed' = 'false'::jsonb and (c ->> 'days')::int > 0;
    if kept is null then
        raise exception 'the plan has no confirmed class %', named using errcode = '22023';
    end if;
    lock table audit.hold in share row exclusive mode;
    select array_agg(s.envelope order by s.envelope) into going
    from audit.standing(subjects) s join exchange.envelope e on e.id = s.envelope left join exchange.stamped t on t.envelope = e.id
    where s.spared = '{}' and s.rested_at + make_interval(days => kept) <= now()
        and (e.sealed or e.truncated or sha256(e.bytes) = e.sha256)   -- bytes somebody changed are evidence of that
        and (t.envelope is null or t.sealed or sha256(t.bytes) = t.sha256);
    if going is null then
        return 0;
    end if;
    insert into audit.purge (id, plan, class, days, messages, who, at) values (batch, planned, named, kept, cardinality(going), by_whom, now());
    insert into audit.purged (envelope, part, purge, stored, length)
    select e.id, 'envelope', batch, sha256(e.bytes), octet_length(e.bytes) from exchange.envelope e where e.id = any (going) order by e.id;
    insert into audit.purged (envelope, part, purge, stored, length)
    select t.envelope, 'stamped', batch, sha256(t.bytes), octet_length(t.bytes) from exchange.stamped t where t.envelope = any (going) order by t.envelope;
    update exchange.envelope set bytes = '' where id = any (going);
    update exchange.stamped set bytes = '' where envelope = any (going);
    return cardinality(going);
end $$;
revoke all on function audit.purge(uuid, bytea, text, uuid[], text) from public;
grant execute on function audit.purge(uuid, bytea, text, uuid[], text), audit.standing(uuid[]) to gateway_app;

-- What was purged is written by the function alone.
grant select on audit.purge, audit.purged to gateway_app;
grant select, insert on audit.retention_plan, audit.hold, audit.release to gateway_app;
