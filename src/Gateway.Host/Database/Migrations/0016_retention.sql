-- Most commit keys only guard against a repeat by ourselves, within minutes; those of partners' identities are kept as long as
-- what they stand for. Passing ones are forgotten in small batches, never before a month has gone by.
create index commit_passing on database.commit (at) where key ~ '^(received|attempt|process-failed|aside|refused|conflict):';

create function database.forget_commits(before timestamptz, most int) returns int language plpgsql
    security definer set search_path = pg_catalog, pg_temp as $$
declare
    forgotten int;
begin
    if before > now() - interval '30 days' then
        raise exception 'commit keys are kept for 30 days at least' using errcode = '22023';
    end if;
    delete from database.commit where key in (
        select key from database.commit
        where key ~ '^(received|attempt|process-failed|aside|refused|conflict):' and at < before
        order by at limit most for update skip locked);
    get diagnostics forgotten = row_count;
    return forgotten;
end $$;
revoke all on function database.forget_commits(timestamptz, int) from public;
grant execute on function database.forget_commits(timestamptz, int) to gateway_app;
