-- What a received message turned out to be. Its envelope is kept before anything is read, so this stands beside it.
create table exchange.recognition (
    envelope uuid        primary key,
    message  text        not null,       -- adapter message id
    at       timestamptz not null
);
grant select, insert on exchange.recognition to gateway_app;
