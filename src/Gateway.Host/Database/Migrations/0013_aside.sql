-- What is set aside is put back or closed by a person, in a row of its own beside the dead letter: nothing is rewritten.
-- Each time an envelope is put back a new round begins; what is found and judged in a round stands beside what was before.
alter table exchange.dead_letter
    add column round       int not null default 1 check (round > 0),
    add column declaration uuid,
    drop constraint dead_letter_pkey,
    add primary key (envelope, round);
create index dead_letter_declaration on exchange.dead_letter (declaration);
create index dead_letter_at on exchange.dead_letter (at);

create table exchange.resolution (
    envelope uuid        not null,
    round    int         not null,
    decision text        not null check (decision in ('retry', 'drop')),
    who      text        not null check (length(who) between 1 and 200),
    why      text        not null check (length(why) <= 2000),
    attempts int         not null default 0,   -- to send, made before: numbers go on, allowances begin anew
    at       timestamptz not null,
    primary key (envelope, round),             -- one dead letter, one decision
    foreign key (envelope, round) references exchange.dead_letter,
    check (decision = 'retry' or length(why) > 0)
);

-- The round an envelope is in: the first, and one more for each decision, as every decision ends a round.
create function exchange.round_of(subject uuid) returns int language sql stable
    return (select 1 + count(*)::int from exchange.resolution where envelope = subject);

alter table exchange.inbox add column round int not null default 1;
alter table exchange.outbox add column round int not null default 1;
alter table exchange.verdict
    add column round int not null default 1,
    drop constraint verdict_pkey,
    add primary key (envelope, round, profile);
alter table exchange.recognition
    add column round int not null default 1,
    drop constraint recognition_pkey,
    add primary key (envelope, round);
alter table declarations.finding
    add column round int not null default 1,
    drop constraint finding_pkey,
    add primary key (envelope, round, ordinal);

-- A step that could not be taken. It has one id whatever the number of tries; its dead letters and findings stand under it.
create table clearance.step_failure (
    id          uuid        primary key,
    declaration uuid        not null,
    procedure   text        not null,
    step        text        not null,
    message     text        not null,          -- adapter message id it would have sent
    envelope    uuid        not null,          -- what made the step due
    at          timestamptz not null,
    unique (declaration, procedure, step)
);

grant select, insert on exchange.resolution, clearance.step_failure to gateway_app;
grant execute on function exchange.round_of(uuid) to gateway_app;
