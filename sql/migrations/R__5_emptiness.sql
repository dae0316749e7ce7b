-- Nothing empty is green: a run that brought nothing, hardly anything, or nothing that could be merged, says so.

-- What is wrong with the little that a table of a run came to; code is null where nothing is. To be asked when the account is settled.
-- FEW: most of the rows that production has in the window and that CDC has not written are unknown to staging, at least ten.
create or replace function admin.emptiness(t admin.reload_run_tables, out code text, out detail text)
language sql immutable set search_path = pg_catalog, pg_temp as $$
  with account as (
    -- Of several window columns more is asked for than the window holds.
    select coalesce(t.staged, t.load_rows, 0) - case when t.window_also is not null then t.outside_window else 0 end as staged, coalesce(t.delete_candidates, 0) as unknown,
      t.unchanged + t.newer_in_target + t.tie_touched_by_cdc + case when t.merge_state = 'PLANNED' then coalesce(t.planned_updates, 0) else t.updated end as known
  )
  select e.code, e.detail
  from account a cross join lateral (
    select 1 as first, 'NOTHING_LOADED' as code, concat('the load brought no row',
      case when unknown > 0 then format('; production holds %s rows of the window', unknown) end) as detail
    where staged = 0
    union all
    select 2, 'FEW_LOADED', format('production holds %s rows of the window that the load did not bring, and %s that it did', unknown, known)
    where staged > 0 and unknown >= 10 and unknown >= known
    union all
    select 3, 'NOTHING_MERGED', format('all %s staged rows were skipped: %s', staged, concat_ws(', ', t.orphaned || ' orphaned',
      t.tie_touched_by_cdc || ' written by CDC meanwhile', t.newer_in_target || ' newer in production', t.deleted_by_cdc || ' deleted by CDC', t.outside_window || ' outside the window'))
    where staged > 0 and t.skipped = t.staged
  ) e
  order by e.first limit 1
$$;

-- Puts on record, or takes back, what is wrong with the little that a run came to. allowEmpty makes notes of what the load brought, not of
-- what became of it. Not of a look, which asks for rows that may be gone. Who calls the procedure with psql need not have filled all tables.
create or replace function admin.judge_emptiness(run bigint) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  r admin.reload_runs := (select u from admin.reload_runs u where u.run_id = run);
  meant boolean := coalesce((r.options ->> 'allowEmpty')::boolean, false);
  t admin.reload_run_tables;
  e record;
  known text;
begin
  if r.origin in ('look', 'undo') or r.by_keys then
    return;
  end if;
  for t in select * from admin.reload_run_tables x where x.run_id = run and x.failed_code is null order by x.position loop
    select x.code, x.detail into e from admin.emptiness(t) x
    where r.origin <> 'psql' or t.staged > 0 or not exists (select from admin.reload_run_tables o where o.run_id = run and o.staged > 0);
    foreach known in array array['NOTHING_LOADED', 'FEW_LOADED', 'NOTHING_MERGED'] loop
      if known is distinct from e.code then
        perform admin.settle_finding(run, t.position, known);
      end if;
    end loop;
    if e.code is not null then
      perform admin.note_finding(run, t.position, case when meant and e.code <> 'NOTHING_MERGED' then 'note' else 'partial' end, e.code, e.detail);
    end if;
    perform admin.judge_orphans(run, t, e.code);
  end loop;
end
$$;

-- Puts on record, or takes back, that much of what came for a table hangs on rows that production lacks: at least ten rows, and a tenth. All is said
-- already.
create or replace function admin.judge_orphans(run bigint, t admin.reload_run_tables, said text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if t.orphaned >= 10 and t.orphaned * 10 >= t.staged and said is distinct from 'NOTHING_MERGED' then
    perform admin.note_finding(run, t.position, 'partial', 'ORPHANS_LEFT',
      format('%s of %s staged rows refer to rows that production lacks, and were left out', t.orphaned, t.staged));
  else
    perform admin.settle_finding(run, t.position, 'ORPHANS_LEFT');
  end if;
end
$$;

-- Whether a run is in such doubt about a table that what only production has is no candidate for a delete.
create or replace function admin.deletes_doubted(run bigint, pos integer) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (
    select from admin.reload_findings f
    where f.run_id = run and coalesce(f.position, pos) = pos and f.severity = 'partial' and f.code in ('NOTHING_LOADED', 'FEW_LOADED', 'NOTHING_MERGED'))
$$;
