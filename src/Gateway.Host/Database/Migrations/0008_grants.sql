-- The application's role: it may add, it may read, it may not rewrite what happened (I2).
-- Roles belong to the whole server: another database may have made it first, or make it this instant.
do $$
begin
    if not exists (select 1 from pg_roles where rolname = 'gateway_app') then
        begin
            create role gateway_app nologin;
        exception when duplicate_object or unique_violation then
            null;
        end;
    end if;
    begin
        execute format('grant gateway_app to %I', current_user);
    exception when insufficient_privilege then
        if not pg_has_role(current_user, 'gateway_app', 'member') then
            raise;
        end if;
    end;
end $$;
grant usage on schema database, exchange, declarations, clearance, taxes, payments, reconciliation to gateway_app;
grant select, insert on all tables in schema database, exchange, declarations, clearance, taxes, payments, reconciliation to gateway_app;
grant update on database.commit, exchange.inbox, exchange.outbox, reconciliation.job_window to gateway_app;
grant delete on exchange.inbox, exchange.outbox to gateway_app;
