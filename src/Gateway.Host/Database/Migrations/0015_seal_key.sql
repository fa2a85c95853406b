-- Which key seals this database's messages: its fingerprint, once. A node that has another key would read nothing of them.
create table exchange.seal_key (
    one         boolean     primary key default true check (one),
    fingerprint text        not null,
    at          timestamptz not null
);
grant select, insert on exchange.seal_key to gateway_app;
