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

-- A clearance that has not claimed its only place is refused when its transaction commits.
create function clearance.check_once() returns trigger language plpgsql as $$
begin
    if not exists (select 1 from clearance.once
                   where event = new.id and declaration = new.declaration and type = new.type) then
        raise exception '% of declaration % has not claimed its place', new.type, new.declaration
            using errcode = '23514', constraint = 'event_happens_once';
    end if;
    return null;
end $$;
create constraint trigger event_happens_once after insert on clearance.event
    deferrable initially deferred for each row when (new.type = 'Cleared') execute function clearance.check_once();

-- Where a declaration's procedure stands: a step is taken once.
create table clearance.step (
    declaration uuid        not null,
    procedure   text        not null,
    step        text        not null,
    at          timestamptz not null,
    primary key (declaration, procedure, step)
);
