-- A signature is made at once, its time-stamp (RFC 3161) when the authority answers. What waits for one stands here; where `holds` is
-- said, the message is not sent before. The columns are those of a queue, so that lanes and workers are the same.
create table exchange.stamping (
    envelope uuid        primary key,
    lane     text        not null,
    sequence bigint      generated always as identity,
    attempts int         not null default 0,
    due      timestamptz not null,
    round    int         not null default 1,
    holds    boolean     not null
);
create index stamping_lane on exchange.stamping (lane, sequence);

-- The same message with its time-stamp. Where it was held back these bytes are what is sent, at every attempt.
create table exchange.stamped (
    envelope   uuid        primary key,
    bytes      bytea       not null,
    sealed     boolean     not null,
    length     bigint      not null,
    sha256     bytea       not null check (octet_length(sha256) = 32),
    sent       boolean     not null,
    stamped_at timestamptz not null,             -- as the authority says
    at         timestamptz not null
);

create function audit.note_stamped() returns trigger language plpgsql as $$
begin
    insert into audit.pending (kind, key) values ('stamped', new.envelope::text);
    return null;
end $$;
create trigger noted after insert on exchange.stamped for each row execute function audit.note_stamped();

grant select, insert on exchange.stamping, exchange.stamped to gateway_app;
grant update, delete on exchange.stamping to gateway_app;

-- The time-stamp of an anchor is a thing of the chain too: one that is taken away is missed.
create function audit.note_stamp() returns trigger language plpgsql as $$
begin
    insert into audit.pending (kind, key) values ('stamp', new.anchor::text);
    return null;
end $$;
create trigger noted after insert on audit.stamp for each row execute function audit.note_stamp();
insert into audit.pending (kind, key) select 'stamp', anchor::text from audit.stamp order by anchor;
