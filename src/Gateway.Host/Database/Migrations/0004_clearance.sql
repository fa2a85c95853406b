create schema clearance;

create table clearance.event (
    id          uuid        not null,
    declaration uuid        not null,
    type        text        not null,
    occurred_at timestamptz not null,
    recorded_at timestamptz not null,
    source      text        not null,
    envelope    uuid,
    attributes  jsonb       not null default '{}',
    primary key (id)
) partition by range (id);
create index event_declaration on clearance.event (declaration, id);

-- What may happen once to a declaration (I8: one release per declaration version).
create table clearance.once (
    declaration uuid not null,
    type        text not null,
    version     int  not null default 0,
    event       uuid not null,
    primary key (declaration, type, version)
);

-- Where a declaration's procedure stands: a step is taken once.
create table clearance.step (
    declaration uuid        not null,
    procedure   text        not null,
    step        text        not null,
    at          timestamptz not null,
    primary key (declaration, procedure, step)
);
