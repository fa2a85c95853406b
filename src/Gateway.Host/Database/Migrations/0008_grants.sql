-- The application's role: it may add, it may read, it may not rewrite what happened (I2).
do $$
begin
    if not exists (select 1 from pg_roles where rolname = 'gateway_app') then
        create role gateway_app nologin;
    end if;
    execute format('grant gateway_app to %I', current_user);
end $$;
grant usage on schema database, exchange, declarations, clearance, taxes, payments, reconciliation to gateway_app;
grant select, insert on all tables in schema database, exchange, declarations, clearance, taxes, payments, reconciliation to gateway_app;
grant update on database.commit, exchange.inbox, exchange.outbox, reconciliation.job_window to gateway_app;
grant delete on exchange.inbox, exchange.outbox to gateway_app;
