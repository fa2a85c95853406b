-- Evidence: one chain of hashes over everything that was committed, made by a sealer behind the commits.
create schema audit;

-- What was committed and is not in the chain yet. The row is written by the transaction that writes the thing itself, so neither is
-- ever without the other, whatever commits late and whatever its id; the sealer takes what it sees.
create table audit.pending (
    sequence bigint generated always as identity primary key,
    kind     text   not null,
    key      text   not null
);

create table audit.entry (
    sequence bigint      primary key check (sequence > 0),
    previous bytea       not null check (octet_length(previous) = 32),
    kind     text        not null check (length(kind) between 1 and 40),
    key      text        not null check (length(key) between 1 and 300),
    at       timestamptz not null,
    digest   bytea       not null check (octet_length(digest) = 32),
    hash     bytea       not null check (octet_length(hash) = 32),
    unique (kind, key)                         -- a thing is sealed once
);

-- From time to time the end of the chain is signed.
create table audit.anchor (
    sequence  bigint      primary key,
    hash      bytea       not null check (octet_length(hash) = 32),
    at        timestamptz not null,
    signature bytea       not null,            -- detached CMS over the statement made of the three before it
    signer    text        not null
);

-- The time-stamp (RFC 3161) over an anchor's signature comes later, when the authority answers: a row beside it, so nothing is rewritten.
create table audit.stamp (
    anchor bigint      primary key references audit.anchor,
    token  bytea       not null,
    at     timestamptz not null
);

create function audit.note_id() returns trigger language plpgsql as $$
begin
    insert into audit.pending (kind, key) values (tg_argv[0], new.id::text);
    return null;
end $$;

create function audit.note_round() returns trigger language plpgsql as $$
begin
    insert into audit.pending (kind, key) values (tg_argv[0], new.envelope || '/' || new.round);
    return null;
end $$;

create function audit.note_verdict() returns trigger language plpgsql as $$
begin
    insert into audit.pending (kind, key) values ('verdict', new.envelope || '/' || new.round || '/' || new.profile);
    return null;
end $$;

create function audit.note_close() returns trigger language plpgsql as $$
begin
    insert into audit.pending (kind, key) values ('day-close', new.envelope || '/' || to_char(new.day, 'YYYY-MM-DD') || '/' || new.bank);
    return null;
end $$;

create function audit.note_anchor() returns trigger language plpgsql as $$
begin
    insert into audit.pending (kind, key) values ('anchor', new.sequence::text);
    return null;
end $$;

create trigger noted after insert on exchange.envelope for each row execute function audit.note_id('envelope');
create trigger noted after insert on exchange.verdict for each row execute function audit.note_verdict();
create trigger noted after insert on exchange.attempt for each row execute function audit.note_id('attempt');
create trigger noted after insert on exchange.dead_letter for each row execute function audit.note_round('aside');
create trigger noted after insert on exchange.resolution for each row execute function audit.note_round('resolution');
create trigger noted after insert on clearance.event for each row execute function audit.note_id('event');
create trigger noted after insert on taxes.obligation for each row execute function audit.note_id('obligation');
create trigger noted after insert on payments.debit_order for each row execute function audit.note_id('order');
create trigger noted after insert on payments.payment for each row execute function audit.note_id('payment');
create trigger noted after insert on reconciliation.journal for each row execute function audit.note_id('journal');
create trigger noted after insert on reconciliation.match for each row execute function audit.note_id('match');
create trigger noted after insert on reconciliation.exception for each row execute function audit.note_id('exception');
create trigger noted after insert on reconciliation.day_close for each row execute function audit.note_close();
create trigger noted after insert on audit.anchor for each row execute function audit.note_anchor();

-- What was there before the chain is sealed first, as it is found.
insert into audit.pending (kind, key) select 'envelope', id::text from exchange.envelope order by id;
insert into audit.pending (kind, key) select 'verdict', envelope || '/' || round || '/' || profile from exchange.verdict order by at, envelope, round, profile;
insert into audit.pending (kind, key) select 'attempt', id::text from exchange.attempt order by id;
insert into audit.pending (kind, key) select 'aside', envelope || '/' || round from exchange.dead_letter order by at, envelope, round;
insert into audit.pending (kind, key) select 'resolution', envelope || '/' || round from exchange.resolution order by at, envelope, round;
insert into audit.pending (kind, key) select 'event', id::text from clearance.event order by id;
insert into audit.pending (kind, key) select 'obligation', id::text from taxes.obligation order by id;
insert into audit.pending (kind, key) select 'order', id::text from payments.debit_order order by id;
insert into audit.pending (kind, key) select 'payment', id::text from payments.payment order by id;
insert into audit.pending (kind, key) select 'journal', id::text from reconciliation.journal order by id;
insert into audit.pending (kind, key) select 'match', id::text from reconciliation.match order by id;
insert into audit.pending (kind, key) select 'exception', id::text from reconciliation.exception order by id;
insert into audit.pending (kind, key) select 'day-close', envelope || '/' || to_char(day, 'YYYY-MM-DD') || '/' || bank from reconciliation.day_close order by at, envelope;

grant usage on schema audit to gateway_app;
grant select, insert on all tables in schema audit to gateway_app;
grant delete on audit.pending to gateway_app;

-- The keys of the sealer's own commits pass too.
drop index database.commit_passing;
create index commit_passing on database.commit (at) where key ~ '^(received|attempt|process-failed|aside|refused|conflict|seal|anchor):';

create or replace function database.forget_commits(before timestamptz, most int) returns int language plpgsql
    security definer set search_path = pg_catalog, pg_temp as $$
declare
    forgotten int;
begin
    if before > now() - interval '30 days' then
        raise exception 'commit keys are kept for 30 days at least' using errcode = '22023';
    end if;
    delete from database.commit where key in (
        select key from database.commit
        where key ~ '^(received|attempt|process-failed|aside|refused|conflict|seal|anchor):' and at < before
        order by at limit most for update skip locked);
    get diagnostics forgotten = row_count;
    return forgotten;
end $$;
