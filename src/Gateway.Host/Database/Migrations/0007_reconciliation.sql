create schema reconciliation;

-- I5: one cause, one journal.
create table reconciliation.cause (
    kind    text not null,
    cause   text not null,
    journal uuid not null unique,
    primary key (kind, cause)
);

create table reconciliation.journal (
    id           uuid        not null,
    kind         text        not null,
    cause        text        not null,
    reason       text        not null,
    rule         text        not null default '',
    rule_version text        not null default '',
    declaration  uuid,
    reverses     uuid,
    maker        text        not null,
    checker      text,
    posted_at    timestamptz not null,
    check (checker is null or checker <> maker),                       -- I13
    check (kind <> 'manual' or checker is not null),
    primary key (id)
) partition by range (id);

create table reconciliation.posting (
    id       uuid    not null,
    journal  uuid    not null,
    account  text    not null,
    debit    bigint  not null default 0 check (debit >= 0),
    credit   bigint  not null default 0 check (credit >= 0),
    currency char(3) not null,
    check ((debit = 0) <> (credit = 0)),
    primary key (id)
) partition by range (id);
create index posting_journal on reconciliation.posting (journal);
create index posting_account on reconciliation.posting (account);

-- I1: every journal balances in every currency when its transaction commits.
create function reconciliation.check_balance() returns trigger language plpgsql as $$
begin
    if exists (select 1 from reconciliation.posting where journal = new.journal
               group by currency having sum(debit) <> sum(credit)) then
        raise exception 'journal % does not balance', new.journal using errcode = '23514', constraint = 'journal_balances';
    end if;
    return null;
end $$;
create constraint trigger posting_balances after insert on reconciliation.posting
    deferrable initially deferred for each row execute function reconciliation.check_balance();

-- Where each dong of a payment went; the amounts of one payment add up to it (I3).
create table reconciliation.match (
    id           uuid        primary key,
    payment      uuid        not null references payments.payment,
    obligation   uuid        references taxes.obligation,
    disposition  text        not null check (disposition in ('allocated', 'overpaid', 'unapplied', 'suspense')),
    amount       bigint      not null check (amount > 0),
    rule         text        not null,
    rule_version text        not null,
    reason       text        not null,
    evidence     jsonb       not null,
    journal      uuid        not null,
    at           timestamptz not null,
    check ((disposition = 'allocated') = (obligation is not null))
);
create index match_payment on reconciliation.match (payment);
create index match_obligation on reconciliation.match (obligation);

create function reconciliation.check_partition() returns trigger language plpgsql as $$
declare
    paid bigint;
    placed numeric;
begin
    select amount into paid from payments.payment where id = coalesce((to_jsonb(new) ->> 'payment')::uuid, new.id);
    select coalesce(sum(amount), 0) into placed from reconciliation.match
        where payment = coalesce((to_jsonb(new) ->> 'payment')::uuid, new.id);
    if placed <> paid then
        raise exception 'payment of % has % placed', paid, placed using errcode = '23514', constraint = 'payment_is_placed';
    end if;
    return null;
end $$;
create constraint trigger payment_is_placed after insert on payments.payment
    deferrable initially deferred for each row execute function reconciliation.check_partition();
create constraint trigger match_is_placed after insert on reconciliation.match
    deferrable initially deferred for each row execute function reconciliation.check_partition();

-- I4: an obligation is never paid beyond what was assessed; the row lock makes concurrent payments queue.
create function reconciliation.check_obligation() returns trigger language plpgsql as $$
declare
    owed bigint;
    paid numeric;
begin
    if new.obligation is null then
        return null;
    end if;
    select amount into owed from taxes.obligation where id = new.obligation;
    select sum(amount) into paid from reconciliation.match where obligation = new.obligation;
    if paid > owed then
        raise exception 'obligation of % would be paid %', owed, paid using errcode = '23514', constraint = 'obligation_not_exceeded';
    end if;
    return null;
end $$;
create constraint trigger obligation_not_exceeded after insert on reconciliation.match
    deferrable initially deferred for each row execute function reconciliation.check_obligation();

create table reconciliation.exception (
    id       uuid        primary key,
    payment  uuid,
    envelope uuid,
    queue    text        not null,            -- I7: nothing is left over without an owner
    reason   text        not null,
    evidence jsonb       not null,
    at       timestamptz not null
);

create table reconciliation.day_close (
    bank     text        not null,
    day      date        not null,
    envelope uuid        not null,
    agrees   boolean     not null,
    result   jsonb       not null,
    at       timestamptz not null,
    primary key (bank, day, envelope)
);

-- Quartz only wakes the planner; windows live here (lease and fencing token on the row).
create table reconciliation.job_window (
    job        text        not null,
    scope      text        not null,
    from_at    timestamptz not null,
    to_at      timestamptz not null,
    fence      bigint      not null default 0,
    lease_till timestamptz,
    done_at    timestamptz,
    result     text,
    primary key (job, scope, from_at)
);
