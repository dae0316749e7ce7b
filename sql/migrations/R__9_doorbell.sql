-- Announces that the ledger has changed, so that programs need not ask again and again. What an announcement says does not matter.
create or replace function admin.announce() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  perform pg_notify('window_reload', tg_table_name);
  return null;
end
$$;

-- For each row: a claim that finds none is no news. Nor is lease_until: holding a run on.
drop trigger if exists announce on admin.reload_runs;
create trigger announce after insert or delete or update of state, step, due_at, owner, cancel_reason on admin.reload_runs
for each row execute function admin.announce();
drop trigger if exists announce on admin.reload_pauses;
create trigger announce after insert or delete or update on admin.reload_pauses for each row execute function admin.announce();
drop trigger if exists announce on admin.reload_operations;
create trigger announce after insert or delete or update on admin.reload_operations for each row execute function admin.announce();
drop trigger if exists announce on admin.reload_findings;
create trigger announce after insert or delete or update on admin.reload_findings for each row execute function admin.announce();
