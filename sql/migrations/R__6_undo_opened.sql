-- An undo is opened by hand or by the program, and goes on where an earlier one stopped.

-- Enters the tables of the run to undo into the account of the undo. What was not kept cannot be undone. An undo that came to an end
-- too early is gone on with: its account and what it took back are those of this one too.
create or replace function admin.undo_open(run bigint, undo_run bigint) returns void
language plpgsql set search_path = pg_catalog, pg_temp set client_min_messages = warning as $$
declare
  t admin.reload_run_tables;
  earlier bigint := (
    select u.run_id from admin.reload_runs u where u.of_run_id = run and u.origin = 'undo' and u.run_id < undo_run order by u.run_id desc limit 1);
begin
  if (select state from admin.reload_runs where run_id = earlier) = 'SUCCESS' then
    earlier := null;
  end if;
  for t in select * from admin.reload_run_tables x where x.run_id = run and x.inserted + x.updated + x.deleted > 0 loop
    if to_regclass(format('admin.before_%s_%s', run, t.position)) is null or (select (options ->> 'undo')::boolean is false from admin.reload_runs where run_id = run) then
      raise exception 'run % cannot be undone: the before-images of %.% are gone', run, quote_ident(t.target_schema), quote_ident(t.target_table)
        using errcode = 'WR010', hint = 'They are kept for a configured time, or were never kept (option undo).';
    end if;
    perform admin.check_written(run, t.position);
    execute format('create index if not exists before_%1$s_%2$s_n on admin.before_%1$s_%2$s (reload_n)', run, t.position);
    insert into admin.reload_run_tables (run_id, position, source_schema, source_table, target_schema, target_table, staging_table, window_column, staged, merge_started_at)
    values (undo_run, t.position, t.source_schema, t.source_table, t.target_schema, t.target_table, t.staging_table, t.window_column, 0, clock_timestamp())
    on conflict do nothing;
    if found and earlier is not null then
      perform admin.undo_take_over(earlier, undo_run, t.position);
    end if;
  end loop;
  perform admin.note_looks(run, undo_run);
end
$$;

create or replace function admin.undo_take_over(earlier bigint, undo_run bigint, pos integer) returns void
language sql set search_path = pg_catalog, pg_temp as $$
  update admin.reload_run_tables t set
    staged = e.staged, inserted = e.inserted, updated = e.updated, deleted = e.deleted, deleted_by_cdc = e.deleted_by_cdc,
    tie_touched_by_cdc = e.tie_touched_by_cdc, orphaned = e.orphaned, chunks = e.chunks, merge_state = e.merge_state, merge_finished_at = e.merge_finished_at
  from admin.reload_run_tables e
  where t.run_id = undo_run and t.position = pos and e.run_id = earlier and e.position = pos;
  insert into admin.merge_chunks (run_id, position, lane, chunk, first_n, last_n, numbers, inserted, updated, took, committed_at)
  select undo_run, position, lane, chunk, first_n, last_n, numbers, inserted, updated, took, committed_at
  from admin.merge_chunks where run_id = earlier and position = pos;
  insert into admin.merge_misses (run_id, position, n, reason, detail)
  select undo_run, position, n, reason, detail from admin.merge_misses where run_id = earlier and position = pos;
  insert into admin.reload_skipped_rows (run_id, position, reason, key, detail)
  select undo_run, position, reason, key, detail from admin.reload_skipped_rows where run_id = earlier and position = pos order by skipped_id;
$$;
