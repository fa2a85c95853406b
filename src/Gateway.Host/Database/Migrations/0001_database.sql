-- The durable commit's own row. Every transaction of business data writes one; the write makes the wait for a standby real.
create schema database;
create table database.commit (
    key     text        primary key check (length(key) between 1 and 300),
    attempt int         not null check (attempt > 0),
    answer  text,
    at      timestamptz not null default now()
);
