-- The fence: the keys that CDC deletes in production, or gives to other rows, while a run is under way. (What else it writes needs no
-- trigger: xmin tells.)
-- Triggers are ENABLE ALWAYS, because DMS may work with session_replication_role = replica.

-- The names of what a fence consists of.
create or replace function admin.fence_name(run bigint, pos integer) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$ select format('fence_%s_%s', run, pos) $$;

-- The table and every partition below it.
create or replace function admin.members(target regclass) returns setof regclass
language sql stable set search_path = pg_catalog, pg_temp as $$
  select relid from pg_partition_tree(target) union select target
$$;

-- Whether the table records deletes on every path: the triggers stand, always enabled, on the table and on each partition. (A partition
-- that came later has got the row triggers from its parent.)
create or replace function admin.fence_stands(run bigint, pos integer, target regclass) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select not exists (
    select from admin.members(target) m
    cross join unnest(array['_delete', '_key', '_truncate']) kind
    where (kind <> '_truncate' or m = target) and not exists (
      select from pg_trigger t
      where t.tgrelid = m and t.tgname = 'reload_' || admin.fence_name(run, pos) || kind and t.tgenabled = 'A'))
$$;

-- Writes the two functions of a fence. They are static, so that a delete costs CDC one insert and nothing is planned twice.
create or replace function admin.fence_functions(fence text, run bigint, pos integer, keys text[]) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  names text := array_to_string(keys, ', ');
begin
  execute format($f$
    create or replace function admin.%1$I() returns trigger
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $b$
    begin
      insert into admin.%2$I (%3$s) values (old.%4$s) on conflict do nothing;
      if tg_op = 'UPDATE' then
        insert into admin.%2$I (%3$s) values (new.%5$s) on conflict do nothing;
      end if;
      return null;
    end $b$ $f$, fence || '_row', fence, names, array_to_string(keys, ', old.'), array_to_string(keys, ', new.'));
  execute format($f$
    create or replace function admin.%1$I() returns trigger
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $b$
    begin
      if tg_op = 'TRUNCATE' then
        insert into admin.fence_truncates (run_id, position) values (%2$s, %3$s);
      else
        insert into admin.%4$I (%5$s) select %5$s from gone on conflict do nothing;
      end if;
      return null;
    end $b$ $f$, fence || '_statement', run, pos, fence, names);
end
$$;

-- Puts the triggers on. One delete costs the same either way; of many deletes in one statement the transition table makes half
-- the cost, but it sees only statements that name this very table, not those that name its partition or its parent.
create or replace function admin.fence_triggers(fence text, target regclass, keys text[]) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  alone boolean := (
    select relkind = 'r' and not exists (select from pg_inherits where inhrelid = target or inhparent = target)
    from pg_class where oid = target);
  changed text := (select string_agg(format('old.%s is distinct from new.%s', k, k), ' or ') from unnest(keys) k);
  member regclass;
  kind text;
begin
  execute format('create trigger %I after delete on %s %s execute function admin.%I()', 'reload_' || fence || '_delete', target,
    case when alone then 'referencing old table as gone for each statement' else 'for each row' end,
    fence || case when alone then '_statement' else '_row' end);
  execute format('create trigger %I after update on %s for each row when (%s) execute function admin.%I()',
    'reload_' || fence || '_key', target, changed, fence || '_row');
  for member in select * from admin.members(target) loop
    execute format('create trigger %I after truncate on %s for each statement execute function admin.%I()',
      'reload_' || fence || '_truncate', member, fence || '_statement');
    foreach kind in array array['_delete', '_key', '_truncate'] loop
      execute format('alter table only %s enable always trigger %I', member, 'reload_' || fence || kind);
    end loop;
  end loop;
end
$$;

-- Arms the fence of one table of a run; nothing happens where it stands.
create or replace function admin.fence_table(run bigint, pos integer) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  target regclass := (select admin.relation(target_schema, target_table) from admin.reload_run_tables where run_id = run and position = pos);
  fence text := admin.fence_name(run, pos);
  keys text[] := (select array_agg(name order by rank) from admin.key_columns(target));
begin
  -- A process that has lost the run may still be at it.
  perform pg_advisory_xact_lock(hashtextextended('window-reload fence ' || fence, 0));
  if keys is null then
    raise exception '% has no primary key', target using errcode = 'WR002', hint = 'A merge finds rows by their primary key. Add one, or leave the table out.';
  end if;
  if admin.fence_stands(run, pos, target) then
    return;
  end if;
  if (select r.fence is not null from admin.reload_runs r where run_id = run) then
    raise exception 'the fence of % does not stand any more', target
      using errcode = 'WR005', hint = 'Deletes were not recorded since its triggers went. Start the run again.';
  end if;
  execute format('create table if not exists admin.%I as select %s from %s with no data', fence, array_to_string(keys, ', '), target);
  execute format('alter table admin.%I add primary key (%s)', fence, array_to_string(keys, ', '));
  perform admin.fence_functions(fence, run, pos, keys);
  perform admin.fence_triggers(fence, target, keys);
end
$$;

-- Arms the fence of a run, table by table, and THEN stores the horizon: a delete is either recorded or older than that.
-- Raises 55P03 where a lock is not had within lock_timeout; calling again goes on where it stopped.
create or replace procedure admin.fence_arm(run bigint, lock_timeout interval default '300 ms')
language plpgsql as $$
declare
  pos integer;
begin
  set local search_path = pg_catalog, pg_temp;
  for pos in select t.position from admin.reload_run_tables t where t.run_id = run order by t.position loop
    perform admin.wait_at_most(lock_timeout);
    perform admin.fence_table(run, pos);
    commit;
    set local search_path = pg_catalog, pg_temp;
  end loop;
  call admin.store_horizon(run);
end
$$;

-- lock_timeout for the rest of the transaction.
create or replace function admin.wait_at_most(lock_timeout interval) returns void
language sql set search_path = pg_catalog, pg_temp as $$
  select set_config('lock_timeout', greatest(1, round(extract(epoch from lock_timeout) * 1000))::text, true)
$$;

-- Takes one fence away, in the order in which CDC never meets a trigger whose function or table is gone.
create or replace function admin.fence_remove(fence text) returns void
language plpgsql set search_path = pg_catalog, pg_temp set client_min_messages = warning as $$
declare
  standing record;
begin
  for standing in
    select tgrelid::regclass as relation, tgname from pg_trigger
    where tgname in ('reload_' || fence || '_delete', 'reload_' || fence || '_key', 'reload_' || fence || '_truncate') and tgparentid = 0
  loop
    execute format('drop trigger %I on %s', standing.tgname, standing.relation);
  end loop;
  execute format('drop function if exists admin.%I(), admin.%I()', fence || '_row', fence || '_statement');
  execute format('drop table if exists admin.%I', fence);
end
$$;

-- Disarms the fence of a run. Dropping a trigger takes the table for a moment: 55P03 where that is not had within lock_timeout; call again.
create or replace procedure admin.fence_disarm(run bigint, lock_timeout interval default '300 ms')
language plpgsql as $$
declare
  fence text;
begin
  set local search_path = pg_catalog, pg_temp;
  for fence in select f from admin.standing_fences() f where f like 'fence\_' || run || '\_%' loop
    perform admin.wait_at_most(lock_timeout);
    perform admin.fence_remove(fence);
    commit;
    set local search_path = pg_catalog, pg_temp;
  end loop;
end
$$;

-- Every fence of which a trigger, a function or a table is left.
create or replace function admin.standing_fences() returns setof text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select substring(tgname from 'fence_\d+_\d+') from pg_trigger where tgname ~ '^reload_fence_\d+_\d+_(delete|key|truncate)$'
  union select substring(proname from 'fence_\d+_\d+') from pg_proc
    where pronamespace = 'admin'::regnamespace and proname ~ '^fence_\d+_\d+_(row|statement)$'
  union select relname from pg_class
    where relnamespace = 'admin'::regnamespace and relkind = 'r' and relname ~ '^fence_\d+_\d+$'
$$;

-- Removes what runs that are finished or gone left behind: fences, and of runs that are gone plans and before-images too.
-- Returns how many things went; what is locked is left for the next time.
create or replace procedure admin.fence_sweep(lock_timeout interval default '300 ms', inout swept bigint default 0)
language plpgsql as $$
declare
  fence text;
  leftover text;
begin
  set local search_path = pg_catalog, pg_temp;
  swept := 0;
  for fence in
    select f from admin.standing_fences() f
    where not exists (select from admin.reload_runs r where r.run_id = split_part(f, '_', 2)::bigint and r.state in ('QUEUED', 'RUNNING'))
  loop
    begin
      perform admin.wait_at_most(lock_timeout);
      perform admin.fence_remove(fence);
      swept := swept + 1;
    exception when lock_not_available or deadlock_detected then
      null; -- the next sweep finds it again
    end;
    commit;
    set local search_path = pg_catalog, pg_temp;
  end loop;
  for leftover in
    select relname from pg_class
    where relnamespace = 'admin'::regnamespace and relkind = 'r' and relname ~ '^(plan|before|promise)_\d+_\d+$'
      and not exists (select from admin.reload_runs r where r.run_id = split_part(relname, '_', 2)::bigint)
  loop
    execute format('drop table if exists admin.%I', leftover);
    swept := swept + 1;
  end loop;
  delete from admin.fence_truncates f where not exists (select from admin.reload_runs r where r.run_id = f.run_id and r.state in ('QUEUED', 'RUNNING'));
  commit;
  set local search_path = pg_catalog, pg_temp;
end
$$;
