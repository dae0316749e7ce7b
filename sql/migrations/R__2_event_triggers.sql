-- Event triggers: whatever a superuser wants done, or refused, when the program makes tables, functions and triggers for a run.

-- Those that act on what the program makes.
create or replace function admin.event_triggers() returns table (name text, function text)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select quote_ident(e.evtname), e.evtfoid::regprocedure::text
  from pg_event_trigger e
  where e.evtevent in ('ddl_command_start', 'ddl_command_end', 'sql_drop', 'table_rewrite')
    and e.evtenabled in ('O', 'A', case current_setting('session_replication_role') when 'replica' then 'R' end)
  order by 1
$$;

-- Makes what a fence consists of, and takes it back: why that is refused, or null.
create or replace function admin.try_ddl() returns text
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
  create table admin.fence_0_0 (id int);
  create function admin.fence_0_0_row() returns trigger language plpgsql as 'begin return null; end';
  create trigger reload_fence_0_0_delete after delete on admin.fence_0_0 for each row execute function admin.fence_0_0_row();
  alter table admin.fence_0_0 enable always trigger reload_fence_0_0_delete;
  drop trigger reload_fence_0_0_delete on admin.fence_0_0;
  drop function admin.fence_0_0_row();
  drop table admin.fence_0_0;
  raise exception using errcode = 'WR170', message = 'taken back';
exception
  when sqlstate 'WR170' then return null;
  when lock_not_available or deadlock_detected then raise;
  when others then return sqlerrm;
end
$$;
