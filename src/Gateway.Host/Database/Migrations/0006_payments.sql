create schema payments;

create table payments.debit_order (
    id          uuid        primary key,
    declaration uuid        not null,
    statement   text        not null unique,
    reference   text        not null unique,   -- ISO 11649 creditor reference
    bank        text        not null,
    payer       text        not null,
    amount      bigint      not null check (amount > 0),
    currency    char(3)     not null,
    envelope    uuid        not null,
    at          timestamptz not null
);

create table payments.payment (
    id             uuid        primary key,
    bank           text        not null,
    transaction_id text        not null,
    acceptance     text        not null,       -- the number given in the first answer
    reference      text        not null default '',
    payer          text        not null,
    amount         bigint      not null check (amount > 0),
    currency       char(3)     not null,
    occurred_on    date        not null,
    business_day   date        not null,       -- the bank's day this confirmation belongs to
    received_at    timestamptz not null,
    envelope       uuid        not null,
    document       jsonb       not null,
    unique (bank, transaction_id)
);
create index payment_day on payments.payment (bank, business_day);
