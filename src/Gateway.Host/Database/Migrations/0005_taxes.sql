create schema taxes;

create table taxes.obligation (
    id          uuid        primary key,
    declaration uuid        not null,
    number      char(11)    not null,
    statement   text        not null,
    tax_item    text        not null,
    amount      bigint      not null check (amount > 0),
    currency    char(3)     not null,
    payer       text        not null,
    treasury    text        not null default '',
    name        text        not null default '',
    envelope    uuid        not null,
    opened_at   timestamptz not null,
    unique (statement, tax_item)
);
create index obligation_declaration on taxes.obligation (declaration);
create index obligation_number on taxes.obligation (number);
