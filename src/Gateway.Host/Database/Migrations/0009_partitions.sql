-- Growing tables have one partition a month, bounded by UUIDv7 ids: the first 48 bits of an id are its millisecond.
create function database.first_id(month timestamp) returns uuid language sql immutable
    return rpad(lpad(to_hex((extract(epoch from month) * 1000)::bigint), 12, '0'), 32, '0')::uuid;

-- Runs with its owner's rights, so that the application can keep its partitions without being able to change a table.
-- A partition is made apart and then attached: attaching lets readers and writers of the parent go on.
create function database.ensure_partitions(at timestamptz, ahead int) returns int language plpgsql
    security definer set search_path = pg_catalog, pg_temp as $$
declare
    parent text;
    month  timestamp;
    child  text;
    made   int := 0;
begin
    if ahead not between 0 and 24 then
        raise exception 'partitions are made for 0 to 24 months ahead, not %', ahead using errcode = '22023';
    end if;
    perform pg_advisory_xact_lock(7229700203);
    foreach parent in array array['exchange.envelope', 'clearance.event', 'reconciliation.journal', 'reconciliation.posting'] loop
        for i in 0 .. ahead loop
            month := date_trunc('month', at at time zone 'UTC') + make_interval(months => i);
            child := parent || to_char(month, '"_"YYYY"_"MM');
            continue when exists (select 1 from pg_inherits
                                  where inhparent = parent::regclass and inhrelid = to_regclass(child));
            execute format('create table %s (like %s including all)', child, parent);
            execute format('alter table %s attach partition %s for values from (%L) to (%L)', parent, child,
                           database.first_id(month), database.first_id(month + interval '1 month'));
            made := made + 1;
        end loop;
    end loop;
    return made;
end $$;
revoke all on function database.ensure_partitions(timestamptz, int) from public;
grant execute on function database.ensure_partitions(timestamptz, int) to gateway_app;
