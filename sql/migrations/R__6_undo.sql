-- Undo: chunk by chunk, the last first, what a run wrote is put back, but only in rows that nobody has written since.
-- A row version whose xmin is its chunk's xid is still the one the chunk wrote.

-- The statements that take a chunk back. $1 and $2 bound its numbers (both included), $3 are the only ones or null, $4 is its xid.
drop function if exists admin.undo_statements(bigint, integer);
create or replace function admin.undo_statements(run bigint, pos integer, ring integer[] default null) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  target regclass := (select admin.relation(target_schema, target_table) from admin.reload_run_tables where run_id = run and position = pos);
  before regclass := admin.relation('admin', format('before_%s_%s', run, pos));
  plan regclass := admin.relation('admin', format('plan_%s_%s', run, pos));
  chosen text := 'd.reload_n between $1 and $2 and ($3::bigint[] is null or d.reload_n = any ($3))';
  columns text;
  assignments text;
  p_is_d text;
  key_json text;
  own text;
  stays jsonb;
  statements jsonb;
  lost text := concat(admin.lost_parents(target, admin.run_triggers(run)), ' or ', admin.strips_children(target, before, admin.run_triggers(run)));
begin
  -- A column that came or went since cannot be put back, and need not be.
  select string_agg(quote_ident(p.attname), ', ' order by p.attnum),
    string_agg(format('%1$I = d.%1$I', p.attname), ', ' order by p.attnum)
      filter (where p.attidentity <> 'a' and p.attnum not in (select attribute from admin.key_columns(target) where not respelled))
  into columns, assignments
  from pg_attribute p
  join pg_attribute b on b.attrelid = before and b.attname = p.attname and b.attnum > 0 and not b.attisdropped
  where p.attrelid = target and p.attnum > 0 and not p.attisdropped and p.attgenerated = '';
  select string_agg(concat('p.', k.name, k.equals, 'd.', k.name), ' and ' order by k.rank), string_agg(format('%L, d.%s', a.attname, k.name), ', ' order by k.rank)
  into p_is_d, key_json
  from admin.key_columns(target) k join pg_attribute a on a.attrelid = target and a.attnum = k.attribute;
  own := format('%s and d.reload_op = ''I'' and %s and p.xmin = $4', chosen, p_is_d);
  stays := admin.undo_stays(target, format('%s p cross join %s d where %s', target, plan, own), array(
    select m::oid from admin.reload_run_tables t cross join lateral admin.members(admin.relation(t.target_schema, t.target_table)) m
    where t.run_id = run and t.position = any (coalesce(ring, array[pos]))), admin.run_triggers(run));
  statements := jsonb_build_object('path', admin.run_path(run), 'target', target, 'plan', plan::text, 'key_json', key_json, 'stays', stays,
    -- Not where rows of others would be deleted or changed with it.
    'delete', format('delete from %s p using %s d where %s and not (%s) returning d.reload_n', target, plan, own,
      case when stays is null then 'false' else admin.place_name('p') || ' in (select place from stays)' end),
    'restore', case when assignments is null then 'select null::bigint[]' else format('with back as (update %s p set %s from %s d where %s and %s and p.xmin = $4 and not (%s) returning d.reload_n) select array_agg(reload_n) from back',
      target, assignments, before, chosen, p_is_d, lost) end,
    -- Where values went from row to row within the chunk: set aside, and put back from there.
    'aside', format('with aside as (update %s p set /*aside*/ from %s d where %s and %s and p.xmin = $4 and not (%s) returning d.reload_n) select array_agg(reload_n) from aside',
      target, before, chosen, p_is_d, lost),
    'put_back', format('update %s p set %s from %s d where d.reload_n = any ($3) and %s', target, assignments, before, p_is_d),
    'parks', admin.parks(target, before),
    -- What a second look deleted has no number. It comes back where the key is still free.
    'removed', format('select coalesce(array_agg(admin.place_number(ctid)), ''{}'') from %s where reload_n is null', before),
    'revive', format('insert into %s (%s) overriding system value select %s from %s d where d.reload_n is null and admin.place_number(d.ctid) = any ($3) and not exists (select from %s p where %s) and not (%s)',
      target, columns, columns, before, target, p_is_d, admin.lost_parents(target, admin.run_triggers(run), true)),
    -- $5 was taken back, $6 belongs to other chunks, $7 and $8 are the runs: the merge's and the undo's.
    'rest', format($f$
      insert into admin.merge_misses (run_id, position, n, reason)
      select $8, %1$s, d.reload_n, case
        when exists (select from (select b.* from %6$s b where b.reload_n = d.reload_n) d join %2$s p on %3$s where p.xmin = $4 and (%7$s)) then 'orphaned'
        when d.reload_op = 'I' and exists (select from %2$s p where %3$s and p.xmin = $4 and (%8$s)) then 'orphaned'
        when exists (select from %2$s p where %3$s) then 'tie_touched_by_cdc' else 'deleted_by_cdc' end
      from %4$s d
      where %5$s and d.reload_n <> all ($5) and d.reload_n <> all ($6)
        and not exists (select from admin.merge_misses m where m.run_id in ($7, $8) and m.position = %1$s and m.n = d.reload_n)$f$,
      pos, target, p_is_d, plan, chosen, before, lost, admin.drags_along(target, 'false', admin.run_triggers(run))));
  return statements || jsonb_build_object('remove', admin.undo_removal(jsonb_build_object(pos, statements)));
end
$$;

-- Takes rows of a chunk back; where values went from row to row, by setting them aside first, in one of three ways. Where a constraint forbids it (a child came for a row to remove), the rows are halved until the one stands
-- alone, and that one stays. Returns the numbers restored and removed.
drop function if exists admin.undo_rows(jsonb, bigint, integer, bigint, bigint, bigint[], xid);
create or replace function admin.undo_rows(statements jsonb, undo_run bigint, pos integer, low bigint, high bigint, numbers bigint[], chunk_xid xid, way integer,
  out restored bigint[], out removed bigint[])
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  middle bigint := (low + high) / 2;
  first_half record;
  second_half record;
  path text := statements ->> 'path';
  broken text;
  state text;
begin
  if way = 0 then
    restored := admin.write_numbers(path, statements ->> 'restore', low, high, numbers, chunk_xid);
    removed := admin.write_numbers(path, statements ->> 'remove', low, high, numbers, chunk_xid);
  else
    restored := admin.write_numbers(path, replace(statements ->> 'aside', '/*aside*/', (
      select string_agg(distinct p ->> least(way, jsonb_array_length(p)) - 1, ', ') from jsonb_each(statements -> 'parks') k (name, p))),
      low, high, numbers, chunk_xid);
    removed := admin.write_numbers(path, statements ->> 'remove', low, high, numbers, chunk_xid);
    perform admin.write(path, statements ->> 'put_back', low, high, restored, chunk_xid);
  end if;
exception when integrity_constraint_violation or data_exception then
  get stacked diagnostics broken = constraint_name, state = returned_sqlstate;
  if (way > 0 or state in ('23505', '23P01')) and way < 3 and low < high and statements -> 'parks' <> '{}' then
    select * into restored, removed from admin.undo_rows(statements, undo_run, pos, low, high, numbers, chunk_xid, way + 1);
    return;
  end if;
  if low < high then
    -- Children come after their parents, and go before them.
    second_half := admin.undo_rows(statements, undo_run, pos, middle + 1, high, numbers, chunk_xid, 0);
    first_half := admin.undo_rows(statements, undo_run, pos, low, middle, numbers, chunk_xid, 0);
    restored := first_half.restored || second_half.restored;
    removed := first_half.removed || second_half.removed;
    return;
  end if;
  insert into admin.merge_misses (run_id, position, n, reason, detail)
  values (undo_run, pos, low, case when state in ('23503', '23001') then 'orphaned' else 'tie_touched_by_cdc' end, broken);
end
$$;

-- Takes one chunk of a run back, in the caller's subtransaction, and counts what came of it.
create or replace function admin.undo_chunk(run bigint, undo_run bigint, c admin.merge_chunks, statements jsonb) returns void
language plpgsql set search_path = pg_catalog, pg_temp set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off set jit = off as $$
declare
  began timestamptz := clock_timestamp();
  back record;
begin
  perform admin.act_as(run);
  perform admin.hold_code(run, (statements ->> 'target')::regclass);
  set constraints all immediate;
  perform admin.undo_hold(run, c, (statements ->> 'target')::regclass);
  back := admin.undo_rows(statements, undo_run, c.position, c.first_n, c.last_n, c.numbers, c.xid, 0);
  perform admin.count_undone(run, undo_run, c, statements, back.restored, back.removed, clock_timestamp() - began);
end
$$;

-- Counts what came of a chunk that was taken back: which of its rows are restored, and which removed.
create or replace function admin.count_undone(run bigint, undo_run bigint, c admin.merge_chunks, statements jsonb, restored bigint[], removed bigint[], took interval) returns void
language plpgsql set search_path = pg_catalog, pg_temp set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off set jit = off as $$
declare
  others bigint[] := '{}';
begin
  if c.numbers is null then
    select coalesce(array_agg(n), '{}') into others
    from admin.merge_chunks x cross join unnest(x.numbers) n where x.run_id = run and x.position = c.position;
  end if;
  execute statements ->> 'rest' using c.first_n, c.last_n, c.numbers, c.xid, coalesce(restored, '{}') || coalesce(removed, '{}'), others, run, undo_run;
  insert into admin.merge_chunks (run_id, position, lane, chunk, first_n, last_n, numbers, updated, took)
  values (undo_run, c.position, c.lane, c.chunk, c.first_n, c.last_n, c.numbers, coalesce(cardinality(restored), 0), took);
  update admin.reload_run_tables t set
    staged = t.staged + c.inserted + c.updated, updated = t.updated + coalesce(cardinality(restored), 0),
    deleted = t.deleted + coalesce(cardinality(removed), 0), chunks = t.chunks + 1,
    deleted_by_cdc = t.deleted_by_cdc + m.deleted, tie_touched_by_cdc = t.tie_touched_by_cdc + m.tie, orphaned = t.orphaned + m.orphaned
  from (
    select count(*) filter (where reason = 'deleted_by_cdc') as deleted, count(*) filter (where reason = 'tie_touched_by_cdc') as tie,
      count(*) filter (where reason = 'orphaned') as orphaned
    from admin.merge_misses x
    where x.run_id = undo_run and x.position = c.position and x.n between c.first_n and c.last_n
      and (c.numbers is null or x.n = any (c.numbers)) and x.n <> all (others)
  ) m
  where t.run_id = undo_run and t.position = c.position;
end
$$;

-- The next chunk to take back: children before parents, the last chunk first. Without one, the account is closed.
create or replace function admin.undo_step(run bigint, undo_run bigint, lock_timeout interval) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  c admin.merge_chunks;
  statements jsonb;
  ring integer[];
  pos integer;
begin
  perform admin.check_held(undo_run);
  perform admin.wait_at_most(lock_timeout);
  select m.* into c
  from admin.merge_chunks m
  join admin.merge_order(undo_run) o on o.pos = m.position
  where m.run_id = run
    and not exists (select from admin.merge_chunks u where u.run_id = undo_run and u.position = m.position and u.lane = m.lane and u.chunk = m.chunk)
  order by o.step desc, m.lane = 0 desc, m.chunk desc, m.lane desc
  limit 1;
  if found then
    statements := admin.undo_statements(run, c.position);
    perform admin.lock_merge((statements ->> 'target')::regclass);
    ring := admin.ring(undo_run, c.position);
    if cardinality(ring) > 1 then
      perform admin.undo_ring_chunk(run, undo_run, ring, c.lane, c.chunk);
    else
      perform admin.undo_chunk(run, undo_run, c, statements);
    end if;
    -- Last: what rewrites the table waits for us, or was there before.
    perform admin.check_written(run, c.position);
    return;
  end if;
  -- What a look deleted comes back parents first.
  for pos in
    select t.position from admin.reload_run_tables t join admin.merge_order(undo_run) o on o.pos = t.position
    where t.run_id = undo_run and t.merge_state = 'PENDING' order by o.step
  loop
    perform admin.close_undone(run, undo_run, pos);
  end loop;
end
$$;

create or replace function admin.close_undone(run bigint, undo_run bigint, pos integer) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  statements jsonb := admin.undo_statements(run, pos);
  removed bigint := (select deleted from admin.reload_run_tables where run_id = run and position = pos);
  revived bigint := 0;
  why text;
begin
  if removed > 0 then
    perform admin.act_as(run);
    perform admin.hold_code(run, (statements ->> 'target')::regclass);
    revived := admin.undo_revive(statements);
  end if;
  for why in select distinct reason from admin.merge_misses m where m.run_id = undo_run and m.position = pos loop
    perform admin.list_rows(undo_run, pos, why, format(
      'select jsonb_build_object(%s), m.detail from admin.merge_misses m join %s d on d.reload_n = m.n where m.run_id = %s and m.position = %s and m.reason = %L',
      statements ->> 'key_json', statements ->> 'plan', undo_run, pos, why));
  end loop;
  update admin.reload_run_tables t set
    merge_state = 'MERGED', merge_finished_at = clock_timestamp(),
    staged = t.staged + removed, inserted = revived, tie_touched_by_cdc = t.tie_touched_by_cdc + removed - revived
  where t.run_id = undo_run and t.position = pos;
  insert into admin.merge_logs (table_name, records_updated, records_inserted, records_deleted, run_id, records_staged, records_unchanged, records_skipped, skipped)
  select target_table, updated, inserted, deleted, run_id, staged, unchanged, skipped, jsonb_build_object(
    'deleted_by_cdc', deleted_by_cdc, 'tie_touched_by_cdc', tie_touched_by_cdc, 'orphaned', orphaned)
  from admin.reload_run_tables where run_id = undo_run and position = pos;
end
$$;

-- Puts back what a run wrote, in every row that nobody has written since; lists the others in reload_skipped_rows of the undo. The
-- caller has made the undo's row in reload_runs. Its account: staged (rows the run had written) = updated (restored) + deleted (removed
-- again) + inserted (that a second look had deleted) + skipped. Works for at most the budget; done tells whether that was all; call again to go on, also after a crash.
-- 55P03 where it met a lock all the time.
create or replace procedure admin.merge_undo(run bigint, undo_run bigint, lock_timeout interval, budget interval, inout done boolean)
language plpgsql as $$
declare
  deadline timestamptz;
  tries integer := 0;
  pause double precision := 0;
  progress boolean := false;
  failure jsonb;
begin
  set local search_path = pg_catalog, pg_temp;
  deadline := clock_timestamp() + budget;
  perform admin.wait_at_most(lock_timeout);
  perform admin.undo_open(run, undo_run);
  done := false;
  commit;
  set local search_path = pg_catalog, pg_temp;
  while not done and clock_timestamp() < deadline loop
    set transaction isolation level read committed;
    failure := admin.failure_of(format('select pg_sleep(%s), admin.undo_step(%s, %s, %L)', pause, run, undo_run, lock_timeout));
    tries := case when failure is null then 0 else tries + 1 end;
    progress := progress or failure is null;
    pause := least(0.05 * tries, 1);
    done := not exists (select from admin.reload_run_tables t where t.run_id = undo_run and t.merge_state = 'PENDING');
    commit;
    set local search_path = pg_catalog, pg_temp;
    if failure is not null and failure ->> 'state' not in ('55P03', '40P01', '40001') then
      perform admin.raise_failure(failure);
    end if;
  end loop;
  if not done and not progress and failure is not null then
    perform admin.raise_failure(failure);
  end if;
end
$$;
