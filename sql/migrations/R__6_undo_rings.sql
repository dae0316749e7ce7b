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
  back jsonb;
begin
  set constraints all immediate;
  select array_agg(m order by m.position) into chunks from admin.merge_chunks m
  where m.run_id = run and m.position = any (ring) and m.lane = undo_ring_chunk.lane and m.chunk = undo_ring_chunk.chunk;
  foreach c in array chunks loop
    members := members || jsonb_build_object(c.position, admin.undo_statements(run, c.position));
    perform admin.lock_merge((members -> c.position::text ->> 'target')::regclass);
  end loop;
  back := admin.undo_ring_rows(members, undo_run, c.first_n, c.last_n, c.numbers, c.xid);
  foreach c in array chunks loop
    perform admin.count_undone(run, undo_run, c, members -> c.position::text,
      array(select jsonb_array_elements_text(back -> 'restored' -> c.position::text)::bigint),
      array(select jsonb_array_elements_text(back -> 'removed' -> c.position::text)::bigint), clock_timestamp() - began);
  end loop;
end
$$;

-- undo_rows for a ring. Returns the numbers restored and removed, by table. Numbers are those of all its plans.
create or replace function admin.undo_ring_rows(members jsonb, undo_run bigint, low bigint, high bigint, numbers bigint[], chunk_xid xid) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  middle bigint := (low + high) / 2;
  restored jsonb := '{}';
  removed jsonb;
  member record;
  rows bigint[];
  together text;
  first_half jsonb;
  second_half jsonb;
  broken text;
  state text;
begin
  for member in select m.key, m.value from jsonb_each(members) m loop
    execute member.value ->> 'restore' into rows using low, high, numbers, chunk_xid;
    restored := restored || jsonb_build_object(member.key, coalesce(rows, '{}'));
  end loop;
  select format('with %s select jsonb_build_object(%s)', string_agg(format('gone_%s as (%s)', m.key, m.value ->> 'delete'), ', '),
    string_agg(format('%L, (select coalesce(array_agg(reload_n), ''{}'') from gone_%s)', m.key, m.key), ', '))
  into together from jsonb_each(members) m;
  execute together into removed using low, high, numbers, chunk_xid;
  return jsonb_build_object('restored', restored, 'removed', removed);
exception when integrity_constraint_violation then
  if low < high then
    first_half := admin.undo_ring_rows(members, undo_run, low, middle, numbers, chunk_xid);
    second_half := admin.undo_ring_rows(members, undo_run, middle + 1, high, numbers, chunk_xid);
    return (
      select jsonb_object_agg(what, (
        select jsonb_object_agg(m, (first_half -> what -> m) || (second_half -> what -> m)) from jsonb_object_keys(members) m))
      from unnest(array['restored', 'removed']) what);
  end if;
  get stacked diagnostics broken = constraint_name, state = returned_sqlstate;
  for member in select m.key, m.value from jsonb_each(members) m loop
    execute format('insert into admin.merge_misses (run_id, position, n, reason, detail)
      select $1, $2, $3, $4, $5 where exists (select from %s where reload_n = $3)', member.value ->> 'plan')
    using undo_run, member.key::integer, low, case when state = '23503' then 'orphaned' else 'tie_touched_by_cdc' end, broken;
  end loop;
  return (
    select jsonb_object_agg(what, (select jsonb_object_agg(m, '[]'::jsonb) from jsonb_object_keys(members) m))
    from unnest(array['restored', 'removed']) what);
end
$$;
