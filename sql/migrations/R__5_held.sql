-- Where a verified window lies. A month stands no longer when a partition that holds rows of it is dropped or detached, and does when one of
-- another month goes, as old ones do.

-- SQL that tells whether a row p of production is outside the window of a run, which holds all of a table that is loaded as a whole; null for a
-- run without a window, or where production lacks the window column.
create or replace function admin.outside_of(run bigint, pos integer) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when r.window_column is null then 'false'
    else admin.outside_window(t.window_held, admin.window_type(t.target, admin.window_columns(r), r.window_form), r.window_form, u.window_from, u.window_to,
      admin.window_zones(r, u), true) end
  from admin.reload_run_tables r
  join admin.reload_runs u using (run_id)
  cross join admin.merge_terms(run, pos) t
  where r.run_id = run and r.position = pos and u.window_from is not null and (r.window_column is null or t.window_held is not null)
$$;

-- Marks the partitions and children that hold rows of a run's window. What cannot be told by a window is told by whether there were rows.
create or replace function admin.mark_held(run bigint, pos integer) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  t admin.reload_run_tables := (select x from admin.reload_run_tables x where x.run_id = run and x.position = pos);
  owner_run constant bigint := coalesce(t.fence_run_id, run);
  owner_pos constant integer := coalesce(t.fence_position, pos);
  outside constant text := admin.outside_of(run, pos);
  holding oid[];
begin
  if (select count(*) from admin.fence_members m where m.run_id = owner_run and m.position = owner_pos) < 2 then
    return;
  end if;
  if outside is not null then
    execute format('select array_agg(distinct p.tableoid) from %s p where not (%s)', admin.relation(t.target_schema, t.target_table), outside)
    into holding;
  end if;
  update admin.fence_members m set held = case when outside is null then m.had_rows or m.came else m.relation = any (coalesce(holding, '{}')) end
  where m.run_id = owner_run and m.position = owner_pos;
end
$$;
