-- How long the ledger remembers. From the bottom up: ledger_forget is what is called.

-- Whether there are plans or before-images that would lose their run.
create or replace function admin.images_stand(t admin.reload_run_tables) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(
    to_regclass(format('admin.before_%s_%s', t.run_id, t.position)),
    to_regclass(format('admin.plan_%s_%s', t.run_id, t.position)),
    to_regclass(format('admin.promise_%s_%s', t.run_id, t.position))) is not null
$$;

-- Whether the standing of a table would change without a run and the runs about it: something that one of them did is the last that happened
-- to some moment, as no later run, as good, has covered all of it for good. One that can still be undone does not count yet.
create or replace function admin.newest_effect(run bigint) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (
    select
    from admin.ledger_effects e
    where e.root = run and not exists (
      select
      from admin.ledger_effects x
      join admin.reload_run_tables t on t.run_id = x.run_id and t.target_schema = x.target_schema and t.target_table = x.target_table
      where x.target_schema = e.target_schema and x.target_table = e.target_table and x.run_id > e.run_id and x.root <> run
        and x.window_from <= e.window_from and x.window_to >= e.window_to
        and (x.word = 'verified' or x.word not in ('running', 'undone') and e.word <> 'verified')
        and not admin.images_stand(t)))
$$;
drop function if exists admin.newest_result(admin.reload_runs, admin.reload_run_tables);
drop function if exists admin.counts_in_calendar(admin.reload_runs);

-- Whether an ended run is needed whatever its age.
create or replace function admin.run_needed(r admin.reload_runs) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select
    -- An open run goes by what this one, a dry run, has found, or by its fence.
    exists (select from admin.reload_runs o where o.finished_at is null and o.options ->> 'plan' = r.run_id::text)
    or exists (
      select from admin.reload_run_tables t join admin.reload_runs o using (run_id) where t.fence_run_id = r.run_id and o.finished_at is null)
    -- An older attempt stays, and would seem to want a person if it were the last.
    or r.window_from is not null and exists (
      select from admin.reload_runs older
      where older.request_id = r.request_id and older.run_id < r.run_id and older.state in ('FAILED', 'PARTIAL') and older.dismissed_at is null)
    or r.of_run_id is null and admin.newest_effect(r.run_id)
    or exists (
      select from admin.reload_run_tables t
      where t.run_id = r.run_id
        and (admin.images_stand(t)
          -- The newest run of a table says whose rows lie in staging.
          or not exists (
            select from admin.reload_run_tables x
            where x.target_schema = t.target_schema and x.target_table = t.target_table and x.run_id > t.run_id)))
$$;

-- The runs about others left out: they go with those. "among" narrows the question to these runs.
create or replace function admin.forgettable_runs(ended_before timestamptz, among bigint[]) returns setof bigint
language sql stable set search_path = pg_catalog, pg_temp as $$
  with recursive family (root, run_id) as (
    select r.run_id, r.run_id
    from admin.reload_runs r
    where r.of_run_id is null and r.finished_at < ended_before and (among is null or r.run_id = any (among))
    union all
    select f.root, about.run_id
    from family f
    join admin.reload_runs about on about.of_run_id = f.run_id
  )
  select f.root
  from family f
  join admin.reload_runs r using (run_id)
  group by f.root
  having bool_and(coalesce(r.finished_at < ended_before, false) and not admin.run_needed(r))
  order by f.root
$$;

-- Counts as count-runs.sql, sum-rows.sql and sum-phases.sql do.
create or replace function admin.add_up_forgotten(runs bigint[]) returns void
language sql set search_path = pg_catalog, pg_temp as $$
  insert into admin.reload_forgotten_runs as f (state, error_code, refused, runs)
  select r.state, coalesce(r.error_code, ''), r.window_from is null and r.of_run_id is null and not r.by_keys, count(*)
  from admin.reload_runs r
  where r.run_id = any (runs) and r.origin <> 'psql'
  group by 1, 2, 3
  on conflict (state, error_code, refused) do update set runs = f.runs + excluded.runs;

  insert into admin.reload_forgotten_rows as f (target_schema, target_table, staged, inserted, updated, unchanged, skipped)
  select t.target_schema, t.target_table, coalesce(sum(t.staged), 0), sum(t.inserted), sum(t.updated), sum(t.unchanged), sum(t.skipped)
  from admin.reload_run_tables t
  join admin.reload_runs r using (run_id)
  where r.run_id = any (runs) and r.origin <> 'undo' and not coalesce((r.options ->> 'dryRun')::boolean, false)
  group by 1, 2
  on conflict (target_schema, target_table) do update set
    staged = f.staged + excluded.staged, inserted = f.inserted + excluded.inserted, updated = f.updated + excluded.updated,
    unchanged = f.unchanged + excluded.unchanged, skipped = f.skipped + excluded.skipped;

  insert into admin.reload_forgotten_phases as f (phase, ended, took)
  select p.phase, count(*), sum(p.finished_at - p.started_at)
  from admin.reload_phases p
  where p.run_id = any (runs) and p.finished_at is not null
  group by 1
  on conflict (phase) do update set ended = f.ended + excluded.ended, took = f.took + excluded.took;
$$;

-- Removes runs with those about them, and keeps what they add up to. Returns how many went.
create or replace function admin.forget_runs(runs bigint[]) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  n bigint;
begin
  runs := array(
    with recursive family (run_id) as (
      select unnest(runs)
      union
      select about.run_id from family f join admin.reload_runs about on about.of_run_id = f.run_id)
    select run_id from family);
  perform admin.add_up_forgotten(runs);
  delete from admin.merge_logs l where l.run_id = any (runs);
  delete from admin.merge_summary s where s.run_id = any (runs);
  delete from admin.reload_operations o where o.run_id = any (runs);
  delete from admin.fence_truncates f where f.run_id = any (runs);
  delete from admin.reload_runs r where r.run_id = any (runs);
  get diagnostics n = row_count;
  return n;
end
$$;

-- Forgets runs that ended longer ago, with all that is kept of them. An undo or a second look goes with the run that it is about, never before it:
-- without its undo a run would seem to stand. What is still needed stays, whatever its age. Returns how many runs went.
create or replace procedure admin.ledger_forget(older_than interval, inout forgotten bigint default 0)
language plpgsql as $$
declare
  ended_before timestamptz;
  found_runs bigint[];
  part bigint[];
begin
  set local search_path = pg_catalog, pg_temp;
  forgotten := 0;
  ended_before := clock_timestamp() - older_than;
  loop
    -- Once more after each round: what waited for older attempts of its request may follow them.
    found_runs := array(select admin.forgettable_runs(ended_before, null));
    exit when cardinality(found_runs) = 0;
    while cardinality(found_runs) > 0 loop
      -- As long as this is held, no run can be accepted, undone or looked at again; so only a few at once, and those asked once more.
      perform pg_advisory_xact_lock(hashtextextended('window-reload requests', 0));
      part := array(select admin.forgettable_runs(ended_before, found_runs[:20]));
      forgotten := forgotten + admin.forget_runs(part);
      found_runs := found_runs[21:];
      commit;
      set local search_path = pg_catalog, pg_temp;
    end loop;
  end loop;
  -- What was done to entries, or to runs that are gone.
  delete from admin.reload_operations o where o.run_id is null and o.done_at < ended_before;
end
$$;
