-- Tables that fail alone. A run without its failed tables is PARTIAL; one of which all tables have failed is FAILED, which the program sees to.

-- Whether a run goes on without a table.
create or replace function admin.table_failed(run bigint, pos integer) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce((select t.failed_code is not null from admin.reload_run_tables t where t.run_id = run and t.position = pos), false)
$$;

-- Whether a table has a place among the others of its run: one that failed before it wrote anything has none.
create or replace function admin.takes_part(t admin.reload_run_tables) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp as $$ select t.failed_code is null or t.chunks > 0 $$;

-- Puts a table's failure on record; its first one stays. While plans are applied, tables that refer to each other in a circle are written
-- together, and fail together. Returns the positions that have failed now.
create or replace function admin.fail_table(run bigint, pos integer, code text, detail text) returns setof integer
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  applied constant text := (select r.step from admin.reload_runs r where r.run_id = run);
  failing integer[] := array[pos];
  failed integer;
begin
  if applied = 'APPLY' then
    failing := array(
      select t.position from admin.reload_run_tables t
      where t.run_id = run and t.merge_state = 'PLANNED' and t.position = any (admin.ring(run, pos)));
  end if;
  foreach failed in array failing || pos loop
    update admin.reload_run_tables t
    set failed_code = code, failed_detail = detail, failed_step = applied, failed_at = clock_timestamp()
    where t.run_id = run and t.position = failed and t.failed_code is null;
    if found then
      perform admin.note_finding(run, failed, 'partial', code, detail);
      return next failed;
    end if;
  end loop;
end
$$;

-- The attempts of a request that together are to do all that was asked: a run, the one whose rest it takes, and so on.
create or replace function admin.attempts_together(run bigint) returns setof bigint
language sql stable set search_path = pg_catalog, pg_temp as $$
  with recursive together (run_id, rest_of) as (
    select r.run_id, r.rest_of from admin.reload_runs r where r.run_id = run
    union
    select r.run_id, r.rest_of from together t join admin.reload_runs r on r.run_id = t.rest_of)
  select t.run_id from together t
$$;
