create schema declarations;

create table declarations.declaration (
    id          uuid        primary key,
    enterprise  text        not null,
    reference   text        not null,
    direction   text        not null check (direction in ('IM', 'EX')),
    procedure   text        not null,        -- procedure id and version it runs under
    correlation text        not null unique,
    envelope    uuid        not null,
    created_at  timestamptz not null,
    unique (enterprise, reference)
);

-- Versions of the canonical document: 1 as received and enriched, later ones as the authority registered it.
create table declarations.document (
    declaration uuid        not null references declarations.declaration,
    kind        text        not null,
    version     int         not null,
    envelope    uuid        not null,
    document    jsonb       not null,
    at          timestamptz not null,
    primary key (declaration, kind, version)
);

create table declarations.number (
    base        char(11)    primary key check (base ~ '^[0-9]{11}$'),
    declaration uuid        not null references declarations.declaration,
    at          timestamptz not null
);

create table declarations.finding (
    envelope    uuid not null,
    ordinal     int  not null,
    declaration uuid,
    code        text not null,
    severity    text not null check (severity in ('Note', 'Warning', 'Error')),
    pointer     text not null,
    path        text not null,
    line        int  not null,
    message     text not null,
    primary key (envelope, ordinal)
);
create index finding_declaration on declarations.finding (declaration);
