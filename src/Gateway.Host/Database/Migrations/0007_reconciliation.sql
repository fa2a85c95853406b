create schema reconciliation;

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

-- I5: one cause, one journal. References to a journal wait for the commit, so the order of inserts is free.
create table reconciliation.cause (
    kind    text not null,
    cause   text not null,
    journal uuid not null unique references reconciliation.journal deferrable initially deferred,
    primary key (kind, cause)
);

create table reconciliation.posting (
    id       uuid    not null,
    journal  uuid    not null references reconciliation.journal deferrable initially deferred,
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

-- I5 again: a journal that has not claimed its cause, or that posts nothing, is refused.
create function reconciliation.check_journal() returns trigger language plpgsql as $$
begin
    if not exists (select 1 from reconciliation.cause
                   where journal = new.id and kind = new.kind and cause = new.cause) then
        raise exception 'journal % has no cause of its own', new.id
            using errcode = '23514', constraint = 'journal_has_cause';
    end if;
    if not exists (select 1 from reconciliation.posting where journal = new.id) then
        raise exception 'journal % posts nothing', new.id using errcode = '23514', constraint = 'journal_has_postings';
    end if;
    return null;
end $$;
create constraint trigger journal_is_whole after insert on reconciliation.journal
    deferrable initially deferred for each row execute function reconciliation.check_journal();

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
    journal      uuid        not null references reconciliation.journal deferrable initially deferred,
    at           timestamptz not null,
    check ((disposition = 'allocated') = (obligation is not null))
);
create index match_payment on reconciliation.match (payment);
create index match_obligation on reconciliation.match (obligation);

-- The trigger's argument names the column that holds the payment's id.
create function reconciliation.check_partition() returns trigger language plpgsql as $$
declare
    subject uuid := (to_jsonb(new) ->> tg_argv[0])::uuid;
    paid bigint;
    placed numeric;
begin
    select amount into paid from payments.payment where id = subject;
    select coalesce(sum(amount), 0) into placed from reconciliation.match where payment = subject;
    if placed is distinct from paid then
        raise exception 'payment of % has % placed', paid, placed using errcode = '23514', constraint = 'payment_is_placed';
    end if;
    return null;
end $$;
create constraint trigger payment_is_placed after insert on payments.payment
    deferrable initially deferred for each row execute function reconciliation.check_partition('id');
create constraint trigger match_is_placed after insert on reconciliation.match
    deferrable initially deferred for each row execute function reconciliation.check_partition('payment');

-- I4: an obligation is never paid beyond what was assessed. The row lock makes concurrent payments queue; the application
-- may not lock obligations (that takes the right to update them), so the function runs with its owner's rights. The sum
-- must see what a rival committed while we queued: only a fresh snapshot does, hence read committed and nothing else.
create function reconciliation.check_obligation() returns trigger language plpgsql
    security definer set search_path = pg_catalog, pg_temp as $$
declare
    owed bigint;
    unit char(3);
    paid numeric;
begin
    if new.obligation is null then
        return null;
    end if;
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'money is allocated under read committed only'
            using errcode = '25001', constraint = 'obligation_not_exceeded';
    end if;
    select amount, currency into owed, unit from taxes.obligation where id = new.obligation for no key update;
    select sum(amount) into paid from reconciliation.match where obligation = new.obligation;
    if paid > owed then
        raise exception 'obligation of % would be paid %', owed, paid using errcode = '23514', constraint = 'obligation_not_exceeded';
    end if;
    if unit <> (select currency from payments.payment where id = new.payment) then
        raise exception 'obligation is owed in %', unit using errcode = '23514', constraint = 'obligation_in_its_currency';
    end if;
    return null;
end $$;
revoke all on function reconciliation.check_obligation() from public;
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
