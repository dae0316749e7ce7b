-- The fence: the keys that CDC deletes in production, or gives to other rows, while a run is under way. (What else it writes needs no
-- trigger: xmin tells.)
-- Triggers are ENABLE ALWAYS, because DMS may work with session_replication_role = replica.

-- The names of what a fence consists of.
create or replace function admin.fence_name(run bigint, pos integer) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$ select format('fence_%s_%s', run, pos) $$;

-- The table and every partition or inheritance child below it.
create or replace function admin.members(target regclass) returns setof regclass
language sql stable set search_path = pg_catalog, pg_temp as $$
  with recursive tree (relation) as (
    select target::oid union select i.inhrelid from tree join pg_inherits i on i.inhparent = tree.relation)
  select relation::regclass from tree
$$;

-- The triggers of a fence on a table, as far as they fire in every session.
create or replace function admin.fence_triggers_of(fence text, relation oid) returns oid[]
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(t.oid order by t.oid), '{}') from pg_trigger t
  where t.tgrelid = relation and t.tgname in (select 'reload_' || fence || kind from unnest(array['_delete', '_key', '_truncate']) kind)
    and t.tgenabled = 'A'
$$;

-- Writes a function of a fence. It is static, so that a delete costs CDC one insert and nothing is planned twice; names are qualified or
-- columns, whatever a key is called. What fails in it must not fail CDC's statement: then the fence is marked as blind, and the run stops.
-- The mark is a sequence, which needs no room on the disk and stays when CDC rolls back. Nor does it wait for long where somebody has locked
-- the fence. Nobody else may put the function on a table.
create or replace function admin.fence_function(name text, fence text, run bigint, pos integer, body text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  execute format('create or replace function admin.%I() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = ''200ms'' as %L',
    name, format($f$
#variable_conflict use_column
begin
  begin
    %s
  exception when others then
    begin
      perform nextval(%L);
      insert into admin.fence_truncates (run_id, position, why) values (%s, %s, sqlerrm);
    exception when others then
      null;
    end;
  end;
  return new;
end
$f$, body, format('admin.%I', fence || '_blind'), run, pos));
  execute format('revoke all on function admin.%I() from public', name);
end
$$;

-- Writes the two functions of a fence.
create or replace function admin.fence_functions(fence text, run bigint, pos integer, keys text[]) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  names text := array_to_string(keys, ', ');
begin
  perform admin.fence_function(fence || '_row', fence, run, pos, format($b$
      insert into admin.%1$I (%2$s) values (old.%3$s) on conflict do nothing;
      if tg_op = 'UPDATE' then
        insert into admin.%1$I (%2$s) values (new.%4$s) on conflict do nothing;
      end if;$b$, fence, names, array_to_string(keys, ', old.'), array_to_string(keys, ', new.')));
  perform admin.fence_function(fence || '_statement', fence, run, pos, format($b$
      if tg_op = 'TRUNCATE' then
        insert into admin.fence_truncates (run_id, position) values (%1$s, %2$s);
      else
        insert into admin.%3$I (%4$s) select g.%5$s from gone g on conflict do nothing;
      end if;$b$, run, pos, fence, names, array_to_string(keys, ', g.')));
end
$$;

-- Puts the triggers on. One delete costs the same either way; of many deletes in one statement the transition table makes half
-- the cost, but it sees only statements that name this very table, not those that name its partition or its parent, nor what a subscription
-- applies row by row, and it may want a temporary file, which must not fail CDC where those are limited. Partitions get the
-- row triggers from their parent; inheritance children get none, and a parent's do not fire for their rows. An update that moves a row to
-- another partition is a delete and an insert to triggers that fire after it: only one that fires before it sees the new key.
create or replace function admin.fence_triggers(fence text, target regclass, keys text[]) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  alone boolean := (
    select relkind = 'r' and not exists (select from pg_inherits where inhparent = target) and admin.passes_statements(target) is null
    from pg_class where oid = target)
    and current_setting('temp_file_limit') = '-1'
    and not exists (select from pg_db_role_setting s cross join unnest(s.setconfig) c where c like 'temp_file_limit=%');
  -- By the operator of the key, whose type may have none in our path: what it calls the same has the same key.
  changed constant text := (select string_agg(format('not (old.%1$s%2$snew.%1$s)', k.name, k.equals), ' or ') from admin.key_columns(target) k);
  timing constant text := (
    select case when relkind = 'p' and not exists (
        select from admin.key_columns(target) k join pg_attribute a on a.attrelid = target and a.attnum = k.attribute where a.attgenerated <> '')
      then 'before' else 'after' end
    from pg_class where oid = target);
  member regclass;
  kind text;
begin
  for member in select m from admin.members(target) m order by m <> target, (select relispartition from pg_class where oid = m) loop
    if member = target or not (select relispartition from pg_class where oid = member) then
      execute format('create trigger %I after delete on %s %s execute function admin.%I()', 'reload_' || fence || '_delete', member,
        case when alone then 'referencing old table as gone for each statement' else 'for each row' end,
        fence || case when alone then '_statement' else '_row' end);
      execute format('create trigger %I %s update on %s for each row when (%s) execute function admin.%I()',
        'reload_' || fence || '_key', timing, member, changed, fence || '_row');
    end if;
    execute format('create trigger %I after truncate on %s for each statement execute function admin.%I()',
      'reload_' || fence || '_truncate', member, fence || '_statement');
    foreach kind in array array['_delete', '_key', '_truncate'] loop
      execute format('alter table only %s enable always trigger %I', member, 'reload_' || fence || kind);
    end loop;
  end loop;
end
$$;

-- Remembers what the fence stands on.
create or replace function admin.fence_remember(run bigint, pos integer, fence text, target regclass) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  member regclass;
  filled boolean;
begin
  delete from admin.fence_members m where m.run_id = run and m.position = pos;
  delete from admin.fence_truncates f where f.run_id = run and f.position = pos;
  for member in select * from admin.members(target) loop
    filled := pg_relation_filenode(member) is null;
    if not filled then
      execute format('select exists (select from only %s)', member) into filled;
    end if;
    insert into admin.fence_members (run_id, position, relation, name, file, had_rows, triggers)
    values (run, pos, member, member::text, pg_relation_filenode(member), filled, admin.fence_triggers_of(fence, member));
  end loop;
end
$$;

-- Why a table cannot be fenced and merged; null where it can.
drop function if exists admin.fence_refusal(regclass);
create or replace function admin.fence_refusal(target regclass, declared text[]) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case
    when admin.key_index(target, declared) is null then admin.key_refusal(target, declared)
    -- What plans and before-images call their own columns.
    when exists (select from pg_attribute where attrelid = target and attname = 'reload_n' and not attisdropped)
      or exists (
        select from admin.key_columns(target, declared) k join pg_attribute a on a.attrelid = target and a.attnum = k.attribute
        where a.attname ~ '^reload_' or a.attname = 'staged_ctid')
      then format('%s has a column reload_n, or a key column called reload_... or staged_ctid: names that the merge uses itself', target)
    end
$$;

-- Arms the fence of one table of a run; nothing happens where it stands. Who calls makes sure that the run, or the one it follows, is held.
create or replace function admin.fence_table(run bigint, pos integer) returns void
language plpgsql set search_path = pg_catalog, pg_temp set client_min_messages = warning as $$
declare
  target regclass := (select admin.relation(target_schema, target_table) from admin.reload_run_tables where run_id = run and position = pos);
  fence text := admin.fence_name(run, pos);
  keys text[] := (select array_agg(name order by rank) from admin.key_columns(target));
  refusal text := admin.fence_refusal(target, admin.declared_key(target));
begin
  -- A process that has lost the run may still be at it.
  perform pg_advisory_xact_lock(hashtextextended('window-reload fence ' || fence, 0));
  if refusal is not null then
    raise exception '%', refusal using errcode = 'WR002', hint = case when keys is null
      then 'A merge finds rows by their key. Add a primary key, or leave the table out.' else 'Rename the column, or leave the table out.' end;
  end if;
  if admin.fence_stands(run, pos, target) then
    return;
  end if;
  if (select r.fence is not null from admin.reload_runs r where run_id = run) then
    raise exception 'the fence of % does not stand any more', target
      using errcode = 'WR005', hint = 'Deletes were not recorded since its triggers went. Start the run again.';
  end if;
  perform admin.fence_remove(fence);
  execute format('create table admin.%I as select %s from %s with no data', fence, array_to_string(keys, ', '), target);
  execute format('alter table admin.%I add primary key (%s)', fence, array_to_string(keys, ', '));
  execute format('create sequence admin.%I owned by admin.%I.%s', fence || '_blind', fence, keys[1]);
  perform admin.fence_keeps(fence, run, pos);
  perform admin.fence_functions(fence, run, pos, keys);
  perform admin.fence_triggers(fence, target, keys);
  perform admin.fence_remember(run, pos, fence, target);
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
  for pos in select t.position from admin.reload_run_tables t where t.run_id = run and t.failed_code is null order by t.position loop
    perform admin.wait_at_most(lock_timeout);
    perform admin.check_held(run);
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
  perform admin.check_held(run);
  for fence in select f from admin.standing_fences() f where f ~ ('^fence_' || run || '_[0-9]+$') loop
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
  select substring(tgname from 'fence_[0-9]+_[0-9]+') from pg_trigger where tgname ~ '^reload_fence_[0-9]+_[0-9]+_(delete|key|truncate)$'
  union select substring(proname from 'fence_[0-9]+_[0-9]+') from pg_proc
    where pronamespace = 'admin'::regnamespace and proname ~ '^fence_[0-9]+_[0-9]+_(row|statement)$'
  union select relname from pg_class
    where relnamespace = 'admin'::regnamespace and relkind = 'r' and relname ~ '^fence_[0-9]+_[0-9]+$'
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
  perform admin.end_dead_psql_runs();
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
    where relnamespace = 'admin'::regnamespace and relkind = 'r' and relname ~ '^(plan|before|promise|parts)_[0-9]+_[0-9]+$'
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
