-- Messages as they were received or will be sent. Envelopes are append-only; queues are separate small tables.
create schema exchange;

create table exchange.envelope (
    id           uuid        not null,
    direction    text        not null check (direction in ('in', 'out')),
    partner      text        not null,
    channel      text        not null,
    message      text,                       -- adapter message id where it was known when written
    declaration  uuid,
    correlation  text        not null,
    reference    text,                       -- the message's own identity (ours going out, the partner's coming in)
    in_reply_to  uuid,
    content_type text        not null,
    bytes        bytea       not null,       -- exact bytes; encrypted where sealed
    sealed       boolean     not null default false,
    truncated    boolean     not null default false,
    length       bigint      not null check (length >= 0),
    sha256       bytea       not null check (octet_length(sha256) = 32),
    recorded_at  timestamptz not null,
    primary key (id)
) partition by range (id);
create index envelope_declaration on exchange.envelope (declaration);

-- A partner's own identity for a message: the same reference with the same body is a repeat, with another body a conflict.
create table exchange.identity (
    partner   text  not null,
    kind      text  not null,
    reference text  not null,
    envelope  uuid  not null,
    sha256    bytea not null,
    primary key (partner, kind, reference)
);

-- The first answer given to a message; repeats get these bytes again.
create table exchange.answer (
    partner   text  not null,
    kind      text  not null,
    reference text  not null,
    bytes     bytea not null,
    primary key (partner, kind, reference),
    foreign key (partner, kind, reference) references exchange.identity
);

create table exchange.inbox (
    envelope uuid        primary key,
    lane     text        not null,
    sequence bigint      generated always as identity,
    attempts int         not null default 0,
    due      timestamptz not null
);
create index inbox_lane on exchange.inbox (lane, sequence);

create table exchange.outbox (
    envelope uuid        primary key,
    lane     text        not null,
    sequence bigint      generated always as identity,
    attempts int         not null default 0,
    due      timestamptz not null,
    ask      boolean     not null default false
);
create index outbox_lane on exchange.outbox (lane, sequence);

create table exchange.attempt (
    id       uuid        primary key,
    envelope uuid        not null,
    number   int         not null,
    at       timestamptz not null,
    outcome  text        not null check (outcome in ('accepted', 'refused', 'retry', 'unknown')),
    sha256   bytea       not null,
    detail   text        not null default '',
    unique (envelope, number)
);

create table exchange.dead_letter (
    envelope uuid        primary key,
    code     text        not null,
    detail   text        not null,
    at       timestamptz not null
);

create table exchange.verdict (
    envelope uuid        not null,
    profile  text        not null,
    valid    boolean     not null,
    code     text        not null,
    subject  text        not null default '',
    serial   text        not null default '',
    at       timestamptz not null,
    primary key (envelope, profile)
);
