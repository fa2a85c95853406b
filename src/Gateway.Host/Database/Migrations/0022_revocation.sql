-- Whether certificates were revoked: the answers as they came, and by which certificates and answers each signature was judged.
create table exchange.revocation (
    sha256      bytea       primary key check (octet_length(sha256) = 32),
    form        text        not null check (form in ('crl', 'ocsp')),
    source      text        not null check (length(source) <= 2048),   -- where it was got; 'message' when it came inside one
    about       text        not null default '',                       -- certificate a responder was asked about; a list is about many
    this_update timestamptz not null,
    next_update timestamptz,
    bytes       bytea       not null,
    at          timestamptz not null
);
create index revocation_source on exchange.revocation (source, about, this_update desc);

create table exchange.certificate (
    sha256  bytea       primary key check (octet_length(sha256) = 32),
    bytes   bytea       not null,
    at      timestamptz not null
);

-- Certificates from the signer to the anchor, and answers, both by their SHA-256: their bytes are proven by it, so they need no place in the chain.
create table exchange.basis (
    envelope     uuid        not null,
    round        int         not null,
    profile      text        not null,
    pinned       boolean     not null,
    judged_at    timestamptz not null,        -- the moment the signature is judged at: its time-stamp, else the receipt
    certificates text[]      not null,
    answers      text[]      not null,
    steps        jsonb       not null,        -- for each certificate that was asked about: what holds, by which answer, else why not
    at           timestamptz not null,
    primary key (envelope, round, profile)
);

-- A message that waits because nothing is known about revocation: that it did is evidence, how long it does stands in its queue.
create table exchange.hold (
    envelope uuid        not null,
    round    int         not null,
    code     text        not null,
    detail   text        not null,
    at       timestamptz not null,
    primary key (envelope, round)
);
alter table exchange.inbox
    add column holds int not null default 0,  -- how often it was looked at and held; 0: it is not held
    add column held  text not null default '';
create index inbox_held on exchange.inbox (lane) where holds > 0;

create function audit.note_basis() returns trigger language plpgsql as $$
begin
    insert into audit.pending (kind, key) values ('basis', new.envelope || '/' || new.round || '/' || new.profile);
    return null;
end $$;

create trigger noted after insert on exchange.basis for each row execute function audit.note_basis();
create trigger noted after insert on exchange.hold for each row execute function audit.note_round('hold');

grant select, insert on exchange.revocation, exchange.certificate, exchange.basis, exchange.hold to gateway_app;

-- Keys of holding, and of keeping answers, pass like those of attempts.
drop index database.commit_passing;
create index commit_passing on database.commit (at) where key ~ '^(received|attempt|process-failed|aside|refused|conflict|seal|anchor|held|revocation):';

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
        where key ~ '^(received|attempt|process-failed|aside|refused|conflict|seal|anchor|held|revocation):' and at < before
        order by at limit most for update skip locked);
    get diagnostics forgotten = row_count;
    return forgotten;
end $$;
