-- The plan is applied in chunks of the plan's order, each its own transaction. A row is written only if it still is the version
-- that the plan compared (xmin), so that CDC always wins; what CDC was first at is looked at again, under lock, in the same chunk.
-- A large plan has lanes, ranges of the key, which several connections may apply at once: one lane is one connection's at a time.

-- The lanes of a plan that are not at their end: rows above low up to high are still to be applied.
create or replace function admin.open_lanes(run bigint, pos integer) returns table (lane integer, low bigint, high bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select l.lane, coalesce(c.last_n, l.low), l.high
  from admin.merge_lanes l
  left join lateral (
    select last_n from admin.merge_chunks c where c.run_id = run and c.position = pos and c.lane = l.lane order by chunk desc limit 1) c on true
  where l.run_id = run and l.position = pos and coalesce(c.last_n, l.low) < l.high
$$;

-- Takes a lane, if it can the same as before, until the transaction ends: its number, 0 where all are at their end and the table is ours
-- alone to finish, null where others are at all of them. Waits for nobody.
create or replace function admin.take_lane(run bigint, pos integer, target regclass, same integer) returns integer
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  candidate integer;
begin
  if not pg_try_advisory_xact_lock_shared(admin.merge_lock(target)) then
    return null;
  end if;
  for candidate in select o.lane from admin.open_lanes(run, pos) o order by o.lane = same desc, o.lane loop
    if pg_try_advisory_xact_lock(x'77726c6e'::integer # target::oid::integer, candidate) then
      -- Who had the lane a moment ago may have brought it to its end.
      if exists (select from admin.open_lanes(run, pos) o where o.lane = candidate) then
        return candidate;
      end if;
    end if;
  end loop;
  if not exists (select from admin.open_lanes(run, pos)) and pg_try_advisory_xact_lock(admin.merge_lock(target)) then
    return 0;
  end if;
  return null;
end
$$;

-- One step of an apply: the next chunk of a lane, of at most so many rows. In lane 0, at the end: quarantined rows whose parent has come,
-- or the mark that the table is MERGED.
drop function if exists admin.merge_step(bigint, integer, jsonb, integer, boolean, boolean, interval);
drop function if exists admin.merge_step(bigint, integer, integer, jsonb, integer, boolean, boolean, interval);
create or replace function admin.merge_step(run bigint, pos integer, lane integer, statements jsonb, chunk_rows integer, orphans boolean, beside boolean,
  uniques integer, lock_timeout interval) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  ahead record;
  left_rows record;
begin
  perform admin.check_held(run);
  perform admin.wait_at_most(lock_timeout);
  perform set_config('TimeZone', coalesce((select admin.zone_name(zone) from admin.reload_runs where run_id = run), current_setting('TimeZone')), true);
  -- A chunk that a crash of the server loses is lost together with its log row and applied again.
  perform set_config('synchronous_commit', 'off', true);
  if not statements ? 'unique' and (uniques > 0
    or exists (select from admin.merge_misses m where m.run_id = run and m.position = pos and m.reason = 'unique_conflict'))
  then
    statements := statements || admin.unique_statements(run, pos);
  end if;
  if lane > 0 then
    select * into strict ahead from admin.open_lanes(run, pos) o where o.lane = merge_step.lane;
    perform admin.merge_chunk(run, pos, lane, statements, ahead.low,
      admin.chunk_end(run, pos, ahead.low, least(ahead.low + chunk_rows, ahead.high)), orphans, beside, case when statements ? 'collide' then uniques else 0 end);
    return;
  end if;
  left_rows := admin.next_left(run, pos, statements, chunk_rows);
  if left_rows.numbers is not null then
    perform admin.merge_chunk(run, pos, 0, statements, 0, (select max(high) from admin.merge_lanes where run_id = run and position = pos),
      false, true, greatest(uniques, 1), left_rows.numbers, left_rows.together);
    return;
  end if;
  perform set_config('synchronous_commit', 'on', true);
  perform admin.finish_table(run, (m ->> 'pos')::integer, m)
  from jsonb_array_elements(coalesce(statements -> 'members', jsonb_build_array(statements || jsonb_build_object('pos', pos)))) m;
end
$$;

-- Closes the account of a table: lists what was missed, writes the merge log.
create or replace function admin.finish_table(run bigint, pos integer, statements jsonb) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  why text;
begin
  if (select merge_state in ('MERGED', 'VERIFIED') from admin.reload_run_tables where run_id = run and position = pos) then
    return;
  end if;
  if (select merge_state <> 'PLANNED' from admin.reload_run_tables where run_id = run and position = pos) then
    raise exception 'table % of run % is being planned again', pos, run using errcode = 'WR007', hint = 'Start the run again.';
  end if;
  perform admin.explain_conflicts(run, pos, statements);
  for why in select distinct reason from admin.merge_misses m where m.run_id = run and m.position = pos and m.reason <> 'unchanged' loop
    perform admin.list_rows(run, pos, why, format(
      'select jsonb_build_object(%s), m.detail from admin.merge_misses m join admin.%I d on d.reload_n = m.n where m.run_id = %s and m.position = %s and m.reason = %L',
      statements ->> 'key_json', statements ->> 'plan', run, pos, why));
  end loop;
  update admin.reload_run_tables set merge_state = 'MERGED', merge_finished_at = clock_timestamp() where run_id = run and position = pos;
  insert into admin.merge_logs (table_name, records_updated, records_inserted, run_id, records_staged, records_unchanged, records_skipped, skipped)
  select target_table, updated, inserted, run_id, staged, unchanged, skipped, jsonb_build_object(
    'newer_in_target', newer_in_target, 'deleted_by_cdc', deleted_by_cdc, 'outside_window', outside_window,
    'tie_touched_by_cdc', tie_touched_by_cdc, 'orphaned', orphaned, 'unique_conflict', unique_conflict, 'rejected', rejected)
  from admin.reload_run_tables where run_id = run and position = pos;
  perform admin.note_left(run, pos);
end
$$;

-- What may be asked of a table before it is applied: that it is planned, and that staging still is what was planned.
create or replace function admin.check_plan(run bigint, pos integer) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  t admin.reload_run_tables;
begin
  select * into strict t from admin.reload_run_tables where run_id = run and position = pos;
  if t.merge_state = 'PENDING' or not exists (select from admin.merge_lanes m where m.run_id = run and m.position = pos) then
    raise exception 'table % of run % is not planned', pos, run using errcode = 'WR007', hint = format('CALL admin.merge_plan(%s, %s) first.', run, pos);
  end if;
  if t.staging_file is distinct from pg_relation_filenode(admin.relation('staging', t.staging_table)) then
    raise exception 'staging.% was emptied or rewritten after the plan', quote_ident(t.staging_table)
      using errcode = 'WR007', hint = 'Start the run again, and keep others from staging meanwhile.';
  end if;
  if exists (
    select from unnest((admin.merge_terms(run, pos)).copied) c
    where c not in (select quote_ident(attname) from pg_attribute where attrelid = admin.relation('admin', format('plan_%s_%s', run, pos)) and attnum > 0))
  then
    raise exception '%.% has got a column after the plan', quote_ident(t.target_schema), quote_ident(t.target_table)
      using errcode = 'WR007', hint = 'Start the run again.';
  end if;
end
$$;

-- Raises what merge_failure described.
create or replace function admin.raise_failure(failure jsonb) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception using errcode = failure ->> 'state', message = failure ->> 'message', detail = coalesce(failure ->> 'detail', ''),
    hint = coalesce(failure ->> 'hint', ''), schema = coalesce(failure ->> 'schema', ''), table = coalesce(failure ->> 'table', ''),
    column = coalesce(failure ->> 'column', ''), constraint = coalesce(failure ->> 'constraint', '');
end
$$;

-- Runs a statement in a subtransaction. Its error, if any, comes back as a document instead of being raised, so that a caller
-- can record it and commit. "others" alone would let a timeout or a cancel through.
create or replace function admin.failure_of(statement text) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  state text; message text; detail text; hint text; schema_name text; table_name text; column_name text; constraint_name text;
begin
  execute statement;
  return null;
exception when query_canceled or others then
  get stacked diagnostics state = returned_sqlstate, message = message_text, detail = pg_exception_detail, hint = pg_exception_hint,
    schema_name = schema_name, table_name = table_name, column_name = column_name, constraint_name = constraint_name;
  return jsonb_build_object('state', state, 'message', message, 'detail', detail, 'hint', hint,
    'schema', schema_name, 'table', table_name, 'column', column_name, 'constraint', constraint_name);
end
$$;

-- The loop of an apply, for at most the budget, in whatever lane is free. It does not raise: what stopped it comes back in failure. On
-- locks, deadlocks and CDC's keys the merge gives way and tries again. Where it gave way all the time, that is what stopped it.
drop procedure if exists admin.merge_work(bigint, integer, integer, interval, interval, boolean, jsonb);
create or replace procedure admin.merge_work(run bigint, pos integer, chunk_rows integer, lock_timeout interval, budget interval,
  inout done boolean, inout failure jsonb, max_rejected integer default 100)
language plpgsql as $$
declare
  entered timestamptz;
  deadline timestamptz;
  statements jsonb;
  lane integer := 0;
  size integer;
  orphans boolean;
  beside boolean := false;
  uniques integer := 0;
  tries integer := 0;
  pause double precision := 0;
  began timestamptz;
  error jsonb;
  progress boolean := false;
begin
  set local search_path = pg_catalog, pg_temp;
  entered := clock_timestamp();
  deadline := entered + budget;
  done := false;
  loop
    -- To read how a table is built is to wait for whoever has it locked.
    failure := admin.failure_of(format(
      'select admin.wait_at_most(%3$L), admin.check_plan(%1$s, %2$s), admin.order_rows(%1$s, %2$s)', run, pos, lock_timeout));
    commit;
    set local search_path = pg_catalog, pg_temp;
    exit when failure is null or failure ->> 'state' <> '55P03' or clock_timestamp() >= deadline;
  end loop;
  if failure is not null then
    return;
  end if;
  perform admin.wait_at_most(merge_work.lock_timeout);
  statements := admin.ring_statements(run, pos);
  size := admin.first_chunk(run, pos, chunk_rows);
  if exists (select from admin.merge_misses m where m.run_id = run and m.position = pos and m.reason = 'unique_conflict')
    or admin.unenforced(run, (statements ->> 'target')::regclass)
  then
    uniques := 1;
    statements := coalesce(admin.with_uniques(run, pos, statements, lock_timeout), statements);
  end if;
  orphans := exists (select from admin.merge_misses m where m.run_id = run and m.position = pos and m.reason = 'orphaned')
    or exists (select from admin.merge_circles c where c.run_id = run and c.position = pos and c.last_n - c.first_n >= admin.widest_circle());
  commit;
  set local search_path = pg_catalog, pg_temp;
  while not done and failure is null and (began is null or clock_timestamp() < deadline) and not admin.paused(run) loop
    set transaction isolation level read committed;
    error := admin.failure_of(format('select pg_sleep(greatest(%s, admin.pace_pause(%s, %s)))', pause, run, pos));
    pause := 0;
    began := clock_timestamp();
    lane := case when error is null then admin.take_lane(run, pos, (statements ->> 'target')::regclass, lane) end;
    error := coalesce(error, case when lane is null
      then jsonb_build_object('state', '55P03', 'message', format('others are merging into %s', statements ->> 'target'))
      else admin.failure_of(format('select admin.merge_step(%s, %s, %s, %L, %s, %L, %L, %s, %L)', run, pos, lane, statements, admin.paced(run, size), orphans, beside, uniques, lock_timeout)) end);
    if error is null then
      -- Finding rows that were left takes its time whatever their number.
      size := greatest(admin.next_chunk(size, clock_timestamp() - began, chunk_rows), case when lane = 0 then least(chunk_rows, 500) else 1 end);
      tries := 0;
      progress := true;
    else
      tries := tries + 1;
      case admin.after_error(error ->> 'state', tries, size, lane, orphans, beside, uniques)
        when 'again' then
          -- Two who wait for each other must not do so in step. Who only waits for the end of other lanes is in nobody's way.
          pause := least(0.05 * case when lane is null then 1 else tries end, 1) * (0.75 + random() / 4);
          if lane is not null then
            update admin.reload_run_tables t set lock_retries = t.lock_retries + 1 where t.run_id = run and t.position = pos;
          end if;
        when 'orphans' then
          orphans := true;
        when 'beside' then
          beside := true;
        when 'uniques' then
          uniques := uniques + 1;
          if not statements ? 'unique' then
            statements := coalesce(admin.with_uniques(run, pos, statements, lock_timeout), statements);
          end if;
        when 'halve' then
          size := size / 2;
          -- Whether it was CDC who came between is clear by now where rows that meet a value are left.
          tries := case when uniques > 0 then 3 else 0 end;
          uniques := least(uniques, 1);
        when 'leave' then
          error := admin.failure_of(format('select admin.leave_row(%s, %s, %s, %L, %L, %s, %L)',
            run, pos, lane, statements, error, max_rejected, lock_timeout));
          progress := progress or error is null;
          uniques := least(uniques, 1);
          if error is not null and error ->> 'state' not in ('55P03', '40P01', '40001') then
            failure := admin.merge_failure(statements, error);
          end if;
        when 'fail' then
          failure := coalesce(case when error ->> 'state' like '42%' then admin.failure_of(format('select admin.check_columns(%s, %s)', run, pos)) end,
            admin.merge_failure(statements, error));
      end case;
    end if;
    done := (select t.merge_state in ('MERGED', 'VERIFIED') from admin.reload_run_tables t where t.run_id = run and t.position = pos);
    commit;
    set local search_path = pg_catalog, pg_temp;
  end loop;
  if failure is null and not done and not progress and error ->> 'state' in ('55P03', '40P01', '40001')
    and not exists (select from admin.merge_chunks c where c.run_id = run and c.position = pos and c.committed_at > entered) then
    failure := error;
  end if;
end
$$;

-- Applies the plan of one table in chunks with their own commit, for at most the budget; done tells whether the table is merged. May be
-- called on as many connections at once as the plan has lanes.
-- Goes on after the last committed chunk, also after a crash. An error keeps its SQLSTATE and names the table.
-- More rejected rows of a table than max_rejected stop it.
drop procedure if exists admin.merge_apply(bigint, integer, integer, interval, interval, boolean);
create or replace procedure admin.merge_apply(run bigint, pos integer, chunk_rows integer, lock_timeout interval, budget interval, inout done boolean,
  max_rejected integer default 100)
language plpgsql as $$
declare
  failure jsonb;
begin
  set local search_path = pg_catalog, pg_temp;
  call admin.merge_work(run, pos, chunk_rows, lock_timeout, budget, done, failure, max_rejected);
  if failure is not null then
    perform admin.raise_failure(failure);
  end if;
end
$$;
