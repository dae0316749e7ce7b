-- A chunk: the next rows of the plan's order are written, settled and counted in one transaction.

-- Settles rows that CDC was first at: holds those that exist, classifies them again, and writes those that are still to be
-- written. Each ends as written or as a miss. Returns how many were inserted and updated.
create or replace function admin.settle(statements jsonb, low bigint, high bigint, numbers bigint[], me xid, out inserts bigint, out updates bigint)
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  n bigint;
  round integer := 0;
  changed bigint[];
  vanished bigint[];
begin
  inserts := 0;
  updates := 0;
  while numbers is not null loop
    round := round + 1;
    execute statements ->> 'hold' using low, high, numbers, me;
    if round = 1 then
      execute statements ->> 'changed' into changed using low, high, numbers, me;
    end if;
    if round > 10 then
      -- A row that comes and goes: CDC is at it, so it is CDC's.
      if statements ->> 'altered' is not null then
        perform admin.fail_by_trigger(statements, 'rows do not get there');
      end if;
      execute statements ->> 'give_up' using low, high, numbers, me;
      get diagnostics n = row_count;
      exit when n = cardinality(numbers);
      raise exception 'staging of % was changed after the plan', statements ->> 'target'
        using errcode = 'WR007', hint = 'Start the run again, and keep others from staging meanwhile.';
    end if;
    execute statements ->> 'miss' using low, high, numbers, me;
    updates := updates + admin.write(statements ->> 'path', statements ->> 'update_again', low, high, numbers, me);
    execute statements ->> 'vanished' into vanished using low, high, numbers, me;
    inserts := inserts + admin.write(statements ->> 'path', statements ->> 'insert_again', low, high, numbers, me);
    if vanished is not null then
      execute statements ->> 'revived' using low, high, vanished, me;
    end if;
    execute statements ->> 'open' into numbers using low, high, numbers, me;
  end loop;
  if updates > 0 then
    execute statements ->> 'doubt' using low, high, changed, me;
  end if;
end
$$;

-- Applies the rows of the plan above low up to high, or only those given by number, as one chunk of the log. orphans: look for
-- missing parents first. beside: CDC inserts the same keys. uniques: leave rows that meet a unique value of another row, if it is above 0; in
-- which way to set values aside. together: the rows are a group, see next_group. Runs in the caller's subtransaction: all or nothing. Nested loops only, because rows are found by their place (ctid) or key.
drop function if exists admin.merge_chunk(bigint, integer, jsonb, bigint, bigint, boolean, boolean, bigint[]);
drop function if exists admin.merge_chunk(bigint, integer, integer, jsonb, bigint, bigint, boolean, boolean, bigint[]);
create or replace function admin.merge_chunk(run bigint, pos integer, lane integer, statements jsonb, low bigint, high bigint, orphans boolean, beside boolean,
  uniques integer, numbers bigint[] default null, together jsonb default null)
returns void
language plpgsql set search_path = pg_catalog, pg_temp set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off set jit = off as $$
declare
  began timestamptz := clock_timestamp();
  number integer := (select coalesce(max(chunk), 0) + 1 from admin.merge_chunks c where c.run_id = run and c.position = pos and c.lane = merge_chunk.lane);
  held bigint[] := '{}';
  adopted bigint[] := numbers;
  orphans_taken integer := 0;
  me xid;
  inserts bigint := 0;
  updates bigint := 0;
  again record;
begin
  if statements ? 'members' then
    perform admin.ring_chunk(run, lane, statements, low, high, orphans, beside, numbers);
    return;
  end if;
  insert into admin.merge_chunks (run_id, position, lane, chunk, first_n, last_n, numbers) values (run, pos, lane, number, low + 1, high, numbers);
  select c.xmin into me from admin.merge_chunks c where c.run_id = run and c.position = pos and c.lane = merge_chunk.lane and c.chunk = number;
  perform admin.act_as(run);
  perform admin.hold_code(run, (statements ->> 'target')::regclass, statements ->> 'mark');
  set constraints all immediate;
  if adopted is not null then
    orphans_taken := admin.take_up(run, pos, adopted);
  else
    if orphans or (statements ->> 'guarded')::boolean then
      held := admin.hold_orphans(run, statements, low, high);
    end if;
    if uniques > 0 then
      held := admin.hold_conflicts(run, pos, statements, low, high, held);
    end if;
    updates := admin.write(statements ->> 'path', statements ->> 'update', low, high, held, me);
    if statements ->> 'insert' is not null then
      inserts := admin.write(statements ->> 'path', statements ->> case when beside then 'insert_beside' else 'insert' end, low, high, held, me);
    end if;
    if inserts + updates + cardinality(held) < high - low or statements ->> 'altered' is not null then
      execute statements ->> 'missed' into numbers using low, high, held, me;
    end if;
    if inserts + updates + cardinality(held) + coalesce(cardinality(numbers), 0) > high - low then
      perform admin.fail_by_trigger(statements, 'rows that were written are not there');
    end if;
  end if;
  again := case when together is null then admin.settle(statements, low, high, numbers, me)
    else admin.settle_group(statements, low, high, numbers, together, uniques, me) end;
  inserts := inserts + again.inserts;
  updates := updates + again.updates;
  if inserts > 0 then
    -- A key that CDC inserted and deleted between the snapshot of our insert and its write: by now the fence has it.
    inserts := inserts - admin.write(statements ->> 'path', statements ->> 'unrevive', low, high, held, me);
  end if;
  perform admin.check_written(statements, low, high, adopted, me);
  perform admin.check_altered(statements, low, high, adopted, me);
  perform admin.check_doubled(run, statements, me);
  if statements ->> 'unfence' is not null then
    execute statements ->> 'unfence' using low, high, held, me;
  end if;
  perform admin.check_chunk(run, pos);
  perform admin.count_chunk(run, pos, lane, number, me, inserts, updates, orphans_taken, clock_timestamp() - began);
end
$$;

-- Writes what a chunk did to the chunk log and to the account of its table, in the chunk's transaction.
drop function if exists admin.count_chunk(bigint, integer, integer, xid, bigint, bigint, integer, interval);
create or replace function admin.count_chunk(run bigint, pos integer, lane integer, number integer, me xid, inserts bigint, updates bigint, adopted integer, took interval) returns void
language sql set search_path = pg_catalog, pg_temp as $$
  update admin.merge_chunks c set xid = me, inserted = inserts, updated = updates, took = count_chunk.took
  where c.run_id = run and c.position = pos and c.lane = count_chunk.lane and c.chunk = number;
  update admin.reload_run_tables t set
    inserted = t.inserted + inserts, updated = t.updated + updates, chunks = t.chunks + 1,
    unchanged = t.unchanged + m.unchanged, newer_in_target = t.newer_in_target + m.newer, deleted_by_cdc = t.deleted_by_cdc + m.deleted,
    tie_touched_by_cdc = t.tie_touched_by_cdc + m.tie, orphaned = t.orphaned + m.orphaned - adopted,
    unique_conflict = t.unique_conflict + m.conflicts, rejected = t.rejected + m.rejected
  from (
    select count(*) filter (where reason = 'unchanged') as unchanged, count(*) filter (where reason = 'newer_in_target') as newer,
      count(*) filter (where reason = 'deleted_by_cdc') as deleted, count(*) filter (where reason = 'tie_touched_by_cdc') as tie,
      count(*) filter (where reason = 'orphaned') as orphaned, count(*) filter (where reason = 'unique_conflict') as conflicts,
      count(*) filter (where reason = 'rejected') as rejected
    from admin.merge_misses x
    cross join (select first_n, last_n from admin.merge_chunks c where c.run_id = run and c.position = pos and c.lane = count_chunk.lane and c.chunk = number) c
    where x.run_id = run and x.position = pos and x.n between c.first_n and c.last_n and x.xmin = me
  ) m
  where t.run_id = run and t.position = pos;
$$;
