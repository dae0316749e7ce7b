-- Undo of tables that refer to each other in a circle: a chunk of all of them at once, in one statement where rows are removed, for
-- PostgreSQL checks foreign keys at its end.

-- Takes a chunk of all tables of a ring back, in the caller's subtransaction.
create or replace function admin.undo_ring_chunk(run bigint, undo_run bigint, ring integer[], lane integer, chunk integer) returns void
language plpgsql set search_path = pg_catalog, pg_temp set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off set jit = off as $$
declare
  began timestamptz := clock_timestamp();
  members jsonb := '{}';
  chunks admin.merge_chunks[];
  c admin.merge_chunks;
  back record;
  ours text;
  restored bigint[];
  removed bigint[];
begin
  perform admin.act_as(run);
  set constraints all immediate;
  select array_agg(m order by m.position) into chunks from admin.merge_chunks m
  where m.run_id = run and m.position = any (ring) and m.lane = undo_ring_chunk.lane and m.chunk = undo_ring_chunk.chunk;
  foreach c in array chunks loop
    members := members || jsonb_build_object(c.position, admin.undo_statements(run, c.position, ring));
    perform admin.lock_merge((members -> c.position::text ->> 'target')::regclass);
    perform admin.hold_code(run, (members -> c.position::text ->> 'target')::regclass);
    perform admin.undo_hold(run, c, (members -> c.position::text ->> 'target')::regclass);
  end loop;
  back := admin.undo_ring_rows(members, undo_run, c.first_n, c.last_n, c.numbers, c.xid);
  foreach c in array chunks loop
    ours := format('select array_agg(d.reload_n) from %s d where d.reload_n between $1 and $2 and d.reload_n = any ($3)',
      members -> c.position::text ->> 'plan');
    execute ours into restored using c.first_n, c.last_n, back.restored;
    execute ours into removed using c.first_n, c.last_n, back.removed;
    perform admin.count_undone(run, undo_run, c, members -> c.position::text, restored, removed, clock_timestamp() - began);
  end loop;
end
$$;

-- undo_rows for a ring; the numbers are those of all its plans.
create or replace function admin.undo_ring_rows(members jsonb, undo_run bigint, low bigint, high bigint, numbers bigint[], chunk_xid xid,
  out restored bigint[], out removed bigint[])
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  middle bigint := (low + high) / 2;
  member record;
  together text := admin.undo_removal(members);
  first_half record;
  second_half record;
  broken text;
  state text;
begin
  restored := '{}';
  for member in select m.value from jsonb_each(members) m loop
    restored := restored || coalesce(admin.write_numbers(member.value ->> 'path', member.value ->> 'restore', low, high, numbers, chunk_xid), '{}');
  end loop;
  removed := coalesce(admin.write_numbers(member.value ->> 'path', together, low, high, numbers, chunk_xid), '{}');
exception when integrity_constraint_violation then
  if low < high then
    second_half := admin.undo_ring_rows(members, undo_run, middle + 1, high, numbers, chunk_xid);
    first_half := admin.undo_ring_rows(members, undo_run, low, middle, numbers, chunk_xid);
    restored := first_half.restored || second_half.restored;
    removed := first_half.removed || second_half.removed;
    return;
  end if;
  get stacked diagnostics broken = constraint_name, state = returned_sqlstate;
  restored := '{}';
  removed := '{}';
  for member in select m.key, m.value from jsonb_each(members) m loop
    execute format('insert into admin.merge_misses (run_id, position, n, reason, detail)
      select $1, $2, $3, $4, $5 where exists (select from %s where reload_n = $3)', member.value ->> 'plan')
    using undo_run, member.key::integer, low, case when state in ('23503', '23001') then 'orphaned' else 'tie_touched_by_cdc' end, broken;
  end loop;
end
$$;
