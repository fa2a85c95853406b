-- Which keys kept bytes are encrypted with, and how one follows another: published, current, retired. What stands encrypted says which key opens it
-- (null: the first, from before there was a second). Nothing here is rewritten but ciphertext, by one function, and each time is a thing of the chain.

create table exchange.seal_state (
    id          uuid        primary key,
    sequence    bigint      generated always as identity,
    fingerprint text        not null check (fingerprint ~ '^[0-9a-f]{16}$'),
    state       text        not null check (state in ('published', 'current', 'retired')),
    who         text        not null check (length(who) between 1 and 200),
    at          timestamptz not null,
    unique (sequence)
);
create unique index seal_state_ends on exchange.seal_state (fingerprint, state) where state <> 'current';

alter table exchange.envelope add column seal_key text;
alter table exchange.stamped add column seal_key text;

-- What was answered at once and is given again to a repeat, by the envelope of the answer. What stood here before stands with the commits too.
drop table exchange.answer;
create table exchange.answer (
    envelope uuid    primary key,
    bytes    bytea   not null,
    sealed   boolean not null,
    seal_key text
);

create index envelope_seal on exchange.envelope (seal_key) where sealed and octet_length(bytes) > 0;
create index stamped_seal on exchange.stamped (seal_key) where sealed and octet_length(bytes) > 0;
create index answer_seal on exchange.answer (seal_key) where sealed and octet_length(bytes) > 0;

create function exchange.first_seal() returns text language sql stable
    return (select fingerprint from exchange.seal_key);

create function exchange.current_seal() returns text language sql stable
    return coalesce((select fingerprint from exchange.seal_state where state = 'current' order by sequence desc limit 1), (select fingerprint from exchange.seal_key));

-- Something that is still there can be opened with this key alone.
create function exchange.seal_needed(asked text) returns boolean language sql stable
    return exists (select from exchange.envelope where sealed and octet_length(bytes) > 0 and seal_key = asked)
        or exists (select from exchange.stamped where sealed and octet_length(bytes) > 0 and seal_key = asked)
        or exists (select from exchange.answer where sealed and octet_length(bytes) > 0 and seal_key = asked)
        or asked = exchange.first_seal() and (
            exists (select from exchange.envelope where sealed and octet_length(bytes) > 0 and seal_key is null)
            or exists (select from exchange.stamped where sealed and octet_length(bytes) > 0 and seal_key is null)
            or exists (select from exchange.answer where sealed and octet_length(bytes) > 0 and seal_key is null));

-- Who encrypts shares this lock, who changes the state of a key has it alone: when a key is retired, nobody is about to write with it.
create function exchange.check_sealed() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock_shared(hashtextextended('gateway seal keys', 0));
    if exists (select from exchange.seal_state where state = 'retired' and fingerprint = coalesce(new.seal_key, exchange.first_seal())) then
        raise exception 'key % is retired: nothing is encrypted with it any more', coalesce(new.seal_key, exchange.first_seal()) using errcode = '55000';
    end if;
    return new;
end $$;
create trigger sealed_with before insert on exchange.envelope for each row when (new.sealed) execute function exchange.check_sealed();
create trigger sealed_with before insert on exchange.stamped for each row when (new.sealed) execute function exchange.check_sealed();
create trigger sealed_with before insert on exchange.answer for each row when (new.sealed) execute function exchange.check_sealed();

create function exchange.check_seal_state() returns trigger language plpgsql as $$
declare
    known   boolean;
    retired boolean;
begin
    perform pg_advisory_xact_lock(hashtextextended('gateway seal keys', 0));
    known := new.fingerprint = exchange.first_seal() or exists (select from exchange.seal_state where fingerprint = new.fingerprint and state = 'published');
    retired := exists (select from exchange.seal_state where fingerprint = new.fingerprint and state = 'retired');
    if exchange.first_seal() is null then
        raise exception 'this database has no key yet: the first start of a gateway makes it' using errcode = '55000';
    elsif new.state = 'published' then
        if known then
            raise exception 'key % is known already', new.fingerprint using errcode = '55000';
        end if;
    elsif known is not true then
        raise exception 'key % was never published', new.fingerprint using errcode = '55000';
    elsif retired then
        raise exception 'key % is retired', new.fingerprint using errcode = '55000';
    elsif new.fingerprint = exchange.current_seal() then
        raise exception 'key % is the current one', new.fingerprint using errcode = '55000';
    elsif new.state = 'retired' and exchange.seal_needed(new.fingerprint) then
        raise exception 'key % is still needed: rewrap what is encrypted with it first', new.fingerprint using errcode = '55000';
    end if;
    return new;
end $$;
create trigger in_order before insert on exchange.seal_state for each row execute function exchange.check_seal_state();
create trigger noted after insert on exchange.seal_state for each row execute function audit.note_id('seal-key');

create table audit.rewrap (
    id          uuid        primary key,
    fingerprint text        not null,
    messages    int         not null check (messages > 0),
    who         text        not null check (length(who) between 1 and 200),
    at          timestamptz not null
);

-- The chain holds an encrypted message by the hash of what was stored first; that hash stays its own, whatever key it is encrypted with later.
create table audit.rewrapped (
    envelope uuid  not null,
    part     text  not null check (part in ('envelope', 'stamped', 'answer')),
    rewrap   uuid  not null references audit.rewrap deferrable initially deferred,
    original bytea not null check (octet_length(original) = 32),
    before   bytea not null check (octet_length(before) = 32),
    stored   bytea not null check (octet_length(stored) = 32),
    primary key (envelope, part, rewrap)
);
create index rewrapped_rewrap on audit.rewrapped (rewrap);

create function audit.note_rewrapped() returns trigger language plpgsql as $$
begin
    insert into audit.pending (kind, key) values ('rewrapped', new.envelope || '/' || new.part || '/' || new.rewrap);
    return null;
end $$;
create trigger noted after insert on audit.rewrap for each row execute function audit.note_id('rewrap');
create trigger noted after insert on audit.rewrapped for each row execute function audit.note_rewrapped();

create function audit.original_of(subject uuid, named text, bytes bytea) returns bytea language sql stable
    return coalesce((select original from audit.rewrapped where envelope = subject and part = named and stored = sha256(bytes) limit 1), sha256(bytes));

-- The only way ciphertext is replaced, with its owner's rights. It cannot look inside; it sees to everything else: only what is encrypted, with another key, is
-- as the caller read it, and stays as long as it was. That it says the same inside is what an audit that has the keys looks at.
create function audit.rewrap(batch uuid, target text, subjects uuid[], parts text[], befores bytea[], ciphers bytea[], by_whom text) returns int language plpgsql
    security definer set search_path = pg_catalog, pg_temp as $$
declare
    kept  record;
    moved int := 0;
begin
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'bytes are encrypted anew under read committed only' using errcode = '25001';
    end if;
    if cardinality(subjects) not between 1 and 200 or cardinality(parts) <> cardinality(subjects)
        or cardinality(befores) <> cardinality(subjects) or cardinality(ciphers) <> cardinality(subjects) then
        raise exception 'bytes of 1 to 200 messages are encrypted anew at once' using errcode = '22023';
    end if;
    perform pg_advisory_xact_lock_shared(hashtextextended('gateway seal keys', 0));
    if target is distinct from exchange.current_seal() then
        raise exception 'key % is not the current one', target using errcode = '55000';
    end if;
    lock table audit.hold in share row exclusive mode;   -- purges, holds and this queue behind one another
    for i in 1 .. cardinality(subjects) loop
        select e.bytes into kept from exchange.envelope e
            where parts[i] = 'envelope' and e.id = subjects[i] and e.sealed and octet_length(e.bytes) > 0 and coalesce(e.seal_key, exchange.first_seal()) <> target
        union all select t.bytes from exchange.stamped t
            where parts[i] = 'stamped' and t.envelope = subjects[i] and t.sealed and octet_length(t.bytes) > 0 and coalesce(t.seal_key, exchange.first_seal()) <> target
        union all select a.bytes from exchange.answer a
            where parts[i] = 'answer' and a.envelope = subjects[i] and a.sealed and octet_length(a.bytes) > 0 and coalesce(a.seal_key, exchange.first_seal()) <> target;
        if not found or sha256(kept.bytes) <> befores[i] then
            continue;   -- gone, done by somebody else, or not what the caller read
        end if;
        if octet_length(ciphers[i]) <> octet_length(kept.bytes) then
            raise exception '% of % would become another length', parts[i], subjects[i] using errcode = '22023';
        end if;
        insert into audit.rewrapped (envelope, part, rewrap, original, before, stored)
        values (subjects[i], parts[i], batch, audit.original_of(subjects[i], parts[i], kept.bytes), befores[i], sha256(ciphers[i]));
        if parts[i] = 'envelope' then
            update exchange.envelope set bytes = ciphers[i], seal_key = target where id = subjects[i];
        elsif parts[i] = 'stamped' then
            update exchange.stamped set bytes = ciphers[i], seal_key = target where envelope = subjects[i];
        else
            update exchange.answer set bytes = ciphers[i], seal_key = target where envelope = subjects[i];
        end if;
        moved := moved + 1;
    end loop;
    if moved > 0 then
        insert into audit.rewrap (id, fingerprint, messages, who, at) values (batch, target, moved, by_whom, now());
    end if;
    return moved;
end $$;
revoke all on function audit.rewrap(uuid, text, uuid[], text[], bytea[], bytea[], text) from public;

-- As before, but what was encrypted anew is remembered by its first hash, which the chain has.
create or replace function audit.purge(batch uuid, planned bytea, named text, subjects uuid[], by_whom text) returns int language plpgsql
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
    select e.id, 'envelope', batch, audit.original_of(e.id, 'envelope', e.bytes), octet_length(e.bytes) from exchange.envelope e where e.id = any (going) order by e.id;
    insert into audit.purged (envelope, part, purge, stored, length)
    select t.envelope, 'stamped', batch, audit.original_of(t.envelope, 'stamped', t.bytes), octet_length(t.bytes) from exchange.stamped t where t.envelope = any (going) order by t.envelope;
    update exchange.envelope set bytes = '' where id = any (going);
    update exchange.stamped set bytes = '' where envelope = any (going);
    return cardinality(going);
end $$;

grant select, insert on exchange.seal_state, exchange.answer to gateway_app;
grant select on audit.rewrap, audit.rewrapped to gateway_app;
grant execute on function audit.rewrap(uuid, text, uuid[], text[], bytea[], bytea[], text), audit.original_of(uuid, text, bytea), exchange.first_seal(), exchange.current_seal(), exchange.seal_needed(text) to gateway_app;
