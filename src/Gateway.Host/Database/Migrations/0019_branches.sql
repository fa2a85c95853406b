-- A declaration with more lines than a message holds runs as several, one a message: the branches of one division. They have one reference.
alter table declarations.declaration add column branch int not null default 1 check (branch >= 1);
alter table declarations.declaration drop constraint declaration_enterprise_reference_key;
alter table declarations.declaration add constraint declaration_enterprise_reference_branch_key unique (enterprise, reference, branch);

create table declarations.division (
    declaration uuid        primary key references declarations.declaration,
    first       uuid        not null references declarations.declaration,      -- the branch whose number the others carry
    branch      int         not null check (branch >= 1),
    branches    int         not null check (branches >= branch),
    line_from   int         not null check (line_from >= 1),                   -- lines of the whole
    line_to     int         not null check (line_to >= line_from),
    noun        text        not null,                                          -- where the number of the first stands in the document
    at          timestamptz not null,
    unique (first, branch),
    check ((branch = 1) = (declaration = first))
);

grant select, insert on declarations.division to gateway_app;
