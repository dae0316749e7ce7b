-- After the merge: does production hold every staged row, or an explanation; and which rows of the window does staging not know?

-- The places in staging of rows that the merge has quarantined; as texts, because not every version can hash places. A query of its own: it
-- must not go by what suits the comparison.
create or replace function admin.quarantined(run bigint, pos integer, plan text) returns setof text
language plpgsql stable set search_path = pg_catalog, pg_temp set jit = off set enable_hashjoin = on set enable_nestloop = off as $$
begin
  return query execute format($f$
    select d.staged_ctid::text from admin.merge_misses m join admin.%I d on d.reload_n = m.n
    where m.run_id = $1 and m.position = $2 and m.reason in ('orphaned', 'unique_conflict', 'rejected')$f$, plan) using run, pos;
end
$$;

-- Counts staged rows that production does not hold and that nothing explains: those still to be written, and those that differ although
-- a chunk of this run was the last to write them (a trigger of the table changed them). Explained are quarantined rows, and rows that
-- CDC has written since the merge: it is on its way to what staging holds already.
create or replace function admin.unexplained(run bigint, pos integer) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp set jit = off set enable_hashjoin = on as $$
declare
  t record := admin.merge_terms(run, pos);
  compared text := admin.classification(t, t.staging || ' s');
  n bigint;
begin
  perform admin.join_in_order(compared);
  perform set_config('TimeZone', coalesce((select admin.zone_name(zone) from admin.reload_runs where run_id = run), current_setting('TimeZone')), true);
  execute format($f$
    select count(*) from (%s offset 0) c
    where (reload_op in ('I', 'U')
        or reload_op in ('V', 't', 'N') and exists (select from admin.merge_chunks k where k.run_id = $1 and k.position = $2 and k.xid = c.reload_xmin))
      and c.staged_ctid::text not in (select admin.quarantined($1, $2, %L))$f$,
    compared, t.plan)
  into n using run, pos;
  return n;
end
$$;

-- SQL that selects rows of production that are inside the window, not staged, and not written since the fence: what the source
-- has lost, or moved out of the window, and CDC has not said. Null for a run without a window, or where production lacks the window column.
create or replace function admin.delete_candidates(run bigint, pos integer) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  t record := admin.merge_terms(run, pos);
  outside text := admin.outside_of(run, pos);
begin
  if outside is null then
    return null;
  end if;
  return format('select p.* from %s p where not (%s) and not (%s) and not exists (select from %s s where %s)',
    t.target, outside, t.touched, t.staging, t.p_is_s);
end
$$;

-- Counts the delete candidates of a table, unless they are counted, and lists their keys.
drop function if exists admin.report_extras(bigint, integer);
create or replace function admin.report_extras(run bigint, pos integer, counted bigint default null) returns void
language plpgsql set search_path = pg_catalog, pg_temp set jit = off set enable_hashjoin = on as $$
declare
  extra text := admin.delete_candidates(run, pos);
  extras bigint := counted;
begin
  delete from admin.reload_skipped_rows r where r.run_id = run and r.position = pos and r.reason = 'delete_candidate';
  if extra is not null and extras is distinct from 0 then
    perform admin.join_in_order(extra);
    if extras is null then
      execute format('select count(*) from (%s) d', extra) into extras;
    end if;
    if extras > 0 then
      perform admin.list_rows(run, pos, 'delete_candidate', format('select jsonb_build_object(%s), null from (%s) d', (admin.merge_terms(run, pos)).key_json, extra));
    end if;
  end if;
  update admin.reload_run_tables set delete_candidates = extras where run_id = run and position = pos;
end
$$;

-- Verifies one table of a run. One process, for CDC wants some, too: the planner would take all that the server allows.
create or replace function admin.verify_table(run bigint, pos integer) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp set jit = off set max_parallel_workers_per_gather = 0 as $$
declare
  t record := admin.merge_terms(run, pos);
  unexplained bigint;
  staged record;
  proof record;
begin
  perform admin.check_held(run);
  perform admin.check_fence(run, pos, t.target);
  perform admin.check_plan(run, pos);
  staged := admin.staged_rows(run, pos, t);
  if staged.total <> (select r.staged from admin.reload_run_tables r where r.run_id = run and r.position = pos) then
    raise exception '% holds % rows, and held others when they were planned', t.staging, staged.total
      using errcode = 'WR007', hint = 'What was planned is merged. Start the run again, and keep others from staging meanwhile.';
  end if;
  proof := admin.prove(run, pos, staged.total, staged.since);
  unexplained := case when proof.proved then 0 else admin.unexplained(run, pos) end + admin.count_doubled(run, pos);
  perform admin.report_extras(run, pos, proof.candidates);
  perform admin.report_orphans(run, pos);
  perform admin.mark_held(run, pos);
  perform admin.check_chunk(run, pos);
  update admin.reload_run_tables set
    merge_state = case when merge_state = 'MERGED' and unexplained = 0 then 'VERIFIED' else merge_state end
  where run_id = run and position = pos;
  return unexplained;
end
$$;

-- Looks at one table of a run again: how many staged rows are not in production and not explained (0 marks it VERIFIED), and which
-- rows of production's window are not staged. Writes nothing to production.
create or replace procedure admin.merge_verify(run bigint, pos integer, inout unexplained bigint)
language plpgsql as $$
begin
  set local search_path = pg_catalog, pg_temp;
  unexplained := admin.verify_table(run, pos);
  commit;
  set local search_path = pg_catalog, pg_temp;
end
$$;
