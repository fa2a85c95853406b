-- Which version of each partner's family a declaration runs under: the one in force when it was taken, for as long as it lives.
create table declarations.version (
    declaration uuid        not null references declarations.declaration,
    family      text        not null,       -- where/who/family
    version     text        not null,
    at          timestamptz not null,
    primary key (declaration, family)
);

-- Declarations that were under way before this was kept run under the version their first message was written in.
insert into declarations.version (declaration, family, version, at)
select distinct on (e.declaration, f.family) e.declaration, f.family, regexp_replace(split_part(e.message, ':', 1), '^.*/', ''), e.recorded_at
from exchange.envelope e
join declarations.declaration d on d.id = e.declaration
cross join lateral (select regexp_replace(split_part(e.message, ':', 1), '/[^/]*$', '') as family) f
where e.direction = 'out' and e.message is not null
order by e.declaration, f.family, e.id;

grant select, insert on declarations.version to gateway_app;
