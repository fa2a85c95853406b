-- How far a partner's list of later messages was read. A row is written with the message it stands for.
create table exchange.position (
    partner  text   not null,
    sequence bigint not null,
    envelope uuid   not null,
    primary key (partner, sequence)
);
grant select, insert on exchange.position to gateway_app;
