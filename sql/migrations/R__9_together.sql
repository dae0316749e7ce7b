-- What stands for a request. An attempt that takes the rest of an earlier one answers together with that.

-- How the tables of a run and of those whose rest it takes stand over its window: standing, where it is reloaded as a whole or waits for
-- nothing but a look at one of them.
create or replace function admin.tables_together(run bigint) returns table (target_schema text, target_table text, standing boolean)
language sql volatile set search_path = pg_catalog, pg_temp as $$
  with together as materialized (
    select a as run_id from admin.attempts_together(run) a),
  tables as (
    select distinct t.target_schema, t.target_table from admin.reload_run_tables t join together using (run_id)),
  stands as materialized (
    select s.* from admin.reload_runs r cross join lateral admin.ledger_standing(array[r.window_from], array[r.window_to]) s where r.run_id = run)
  select t.target_schema, t.target_table, exists (
    select from stands s
    where s.target_schema = t.target_schema and s.target_table = t.target_table and (
      s.state = 'verified'
      or s.state = 'running' and exists (
        select from admin.reload_runs l join together f on f.run_id = l.of_run_id where l.run_id = s.run_id and l.origin = 'look')))
  from tables t
$$;

-- Whether a run answers for its request, so that asking again begins no other: it is open, or it has succeeded and its whole window still
-- stands reloaded for each of its tables, or waits for a look. A dry run answers for itself, and so does one that
-- repairs some columns, as long as it is not undone.
create or replace function admin.run_answers(run bigint) returns boolean
language sql volatile set search_path = pg_catalog, pg_temp as $$
  select r.finished_at is null or r.state = 'SUCCESS' and (
    coalesce((r.options ->> 'dryRun')::boolean, false)
    or jsonb_array_length(coalesce(r.options -> 'columns', '[]')) > 0 and not admin.undone(r.run_id)
    or r.by_keys and not admin.undone(r.run_id)
    or not r.by_keys and not exists (select from admin.tables_together(run) t where not t.standing))
  from admin.reload_runs r where r.run_id = run
$$;

-- The tables that a new attempt after a run leaves out, because they are done and stand: where the run, or one whose rest it took, went on without
-- tables that failed. A dry run is taken as a whole.
create or replace function admin.tables_done(run bigint) returns table (target_schema text, target_table text)
language sql volatile set search_path = pg_catalog, pg_temp as $$
  select t.target_schema, t.target_table
  from admin.reload_runs r cross join lateral admin.tables_together(run) t
  where r.run_id = run and t.standing and r.window_from is not null and not coalesce((r.options ->> 'dryRun')::boolean, false)
    and exists (
      select from admin.attempts_together(run) a join admin.reload_runs p on p.run_id = a
      where p.rest_of is not null
        or p.state = 'PARTIAL' and exists (select from admin.reload_run_tables f where f.run_id = a and f.failed_code is not null))
$$;
