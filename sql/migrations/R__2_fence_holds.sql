-- Whether the fence of a run has seen everything. Asked before and after what reads production, and last in each chunk: a rewrite of a
-- table shows it empty to a snapshot that is older, without an error.

-- The server, as far as the role may know it. On another one, or on a restored copy, transaction numbers mean something else.
create or replace function admin.server_mark() returns jsonb
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  mark jsonb := jsonb_build_object('database', (select oid::text from pg_database where datname = current_database()));
begin
  begin
    mark := mark || jsonb_build_object('system identifier', (select system_identifier::text from pg_control_system()));
  exception when others then
    null;
  end;
  begin
    mark := mark || jsonb_build_object('timeline', left(pg_walfile_name(pg_current_wal_lsn()), 8));
  exception when others then
    null;
  end;
  return mark;
end
$$;

-- Fails where this is not the database the run began in.
create or replace function admin.check_server(run bigint) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  began record;
  differs text;
begin
  select r.fence, coalesce(r.fence_server, '{}') as server into began from admin.reload_runs r where r.run_id = run;
  select string_agg(format('its %s is %s and was %s', now.key, now.value, was.value), ', ') into differs
  from jsonb_each_text(admin.server_mark()) now join jsonb_each_text(began.server) was using (key) where now.value <> was.value;
  if differs is null and pg_snapshot_xmax(pg_current_snapshot()) < began.fence then
    differs := format('its next transaction is %s and was %s', pg_snapshot_xmax(pg_current_snapshot()), began.fence);
  end if;
  if differs is not null then
    raise exception 'the database is not the one that run % began in: %', run, differs
      using errcode = 'WR192', hint = 'It was restored, or another server has taken over. What CDC wrote since the run began is unknown. Start the run again.';
  end if;
end
$$;

-- Whether an open run's horizon or its own chunks are still to be seen in a table's rows: then their xmin was kept. What this transaction
-- itself has written tells nothing: a rewrite can have come before it.
create or replace function admin.keeps_xmin(relation regclass, run bigint, pos integer, owner_run bigint) returns boolean
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  kept boolean;
begin
  execute format($f$
    select exists (select from only %1$s p where not (%2$s) and ((p.xmin::text::bigint - %3$s) & 4294967295) > 2147483647)
      or exists (select from only %1$s p where p.xmin in (select c.xid from admin.merge_chunks c
        where c.run_id = $1 and c.position = $2 and c.committed_at < transaction_timestamp()))$f$,
    relation, coalesce((select admin.touched(r.fence, r.fence_open) from admin.reload_runs r where r.run_id = owner_run and r.fence is not null), 'true'),
    coalesce(pg_current_xact_id_if_assigned(), pg_snapshot_xmax(pg_current_snapshot())))
  into kept using run, pos;
  return kept;
end
$$;

-- Fails where a table was rewritten since its fence came, and gave its rows another xmin: who wrote them last is unknown then. VACUUM FULL and
-- CLUSTER keep it; the merge finds rows by key where their place has changed. A table that had no rows and got none from the run has lost nothing.
-- Once the run is over, only the rows that it wrote itself matter.
drop function if exists admin.check_files(bigint, integer);
create or replace function admin.check_files(run bigint, pos integer, is_over boolean default false) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  owned record;
  m record;
  found_file oid;
begin
  select coalesce(t.fence_run_id, t.run_id) as run, coalesce(t.fence_position, t.position) as pos, t.inserted + t.updated > 0 as wrote into strict owned
  from admin.reload_run_tables t where t.run_id = run and t.position = pos;
  for m in
    select f.* from admin.fence_members f
    where f.run_id = owned.run and f.position = owned.pos and f.file is distinct from pg_relation_filenode(f.relation)
      and exists (select from pg_class where oid = f.relation)
  loop
    found_file := pg_relation_filenode(m.relation);
    if m.came and not is_over then
      raise exception 'the partition %, which came during the run, was truncated or rewritten', m.name
        using errcode = 'WR005', hint = 'Which rows CDC deleted is unknown. Reload the window again.';
    end if;
    if (m.had_rows and not is_over or owned.wrote) and not admin.keeps_xmin(m.relation, run, pos, owned.run) then
      raise exception '% was rewritten since run % began, and its rows do not tell any more who wrote them last', m.name, run
        using errcode = 'WR191', hint = 'ALTER TABLE, pg_repack and the like do that. What is committed stays. Reload the window again.';
    end if;
    update admin.fence_members f set file = found_file
    where f.run_id = owned.run and f.position = owned.pos and f.relation = m.relation and found_file = pg_relation_filenode(m.relation);
  end loop;
end
$$;

-- Fails where the rows that a finished run wrote cannot be told from those of others any more: then an undo would find nothing.
create or replace function admin.check_written(run bigint, pos integer) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  t admin.reload_run_tables := (select x from admin.reload_run_tables x where x.run_id = run and x.position = pos);
  owner_run constant bigint := coalesce(t.fence_run_id, t.run_id);
  owner_pos constant integer := coalesce(t.fence_position, t.position);
begin
  if t.inserted + t.updated > 0
    and exists (select from admin.fence_members m where m.run_id = owner_run and m.position = owner_pos)
    and not exists (
      select from admin.fence_members m
      where m.run_id = owner_run and m.position = owner_pos and m.relation = admin.relation(t.target_schema, t.target_table))
  then
    raise exception '%.% is another table than when run % wrote it', quote_ident(t.target_schema), quote_ident(t.target_table), run
      using errcode = 'WR191', hint = 'Reload the window again instead.';
  end if;
  perform admin.check_files(run, pos, true);
end
$$;

-- Why rows of a table may go without a statement that names it, whose trigger would fire; null where none may. A subscription fires the
-- triggers of rows alone, and so do the extensions that replicate as it does.
create or replace function admin.passes_statements(target regclass) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case
    when exists (select from pg_inherits where inhrelid = target) then 'came below another table'
    when exists (select from pg_subscription_rel where srrelid = target)
      or exists (select from pg_extension where extname in ('pglogical', 'spock', 'bdr')) then 'got a subscription' end
$$;

-- The same of a fence that follows statements. Who brings a table below another, or out again, writes its columns anew: the horizon tells.
create or replace function admin.fence_passed(run bigint, fence text, target regclass) returns text
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  why text;
begin
  if exists (select from pg_trigger t where t.tgrelid = target and t.tgname = 'reload_' || fence || '_delete' and t.tgtype & 1 = 0) then
    execute format($f$
      select case when exists (
        select from pg_attribute p where p.attrelid = $1 and p.attnum in (select k.attribute from admin.key_columns($1) k) and %s)
        then 'came below another table for a while, or its key columns were altered' end$f$,
      coalesce((select admin.touched(r.fence, r.fence_open) from admin.reload_runs r where r.run_id = run and r.fence is not null), 'false'))
    into why using target;
    why := format('%s %s', target, coalesce(admin.passes_statements(target), why));
  end if;
  return nullif(why, target || ' ');
end
$$;

-- What keeps the fence of a table from having seen all deletes; null where it has. Partitions that came with all their triggers are taken in.
create or replace function admin.fence_fault(run bigint, pos integer, target regclass) returns text
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  fence constant text := admin.fence_name(run, pos);
  fault text;
begin
  if not exists (select from admin.fence_members m where m.run_id = run and m.position = pos and m.relation = target) then
    return case when exists (select from admin.fence_members m where m.run_id = run and m.position = pos)
      then format('%s is another table than when the run began', target) else 'it is not armed' end;
  end if;
  if to_regclass(format('admin.%I', fence)) is null or to_regclass(format('admin.%I', fence || '_blind')) is null then
    return 'its table is gone';
  end if;
  if pg_sequence_last_value(format('admin.%I', fence || '_blind')::regclass) is not null then
    return 'a delete of CDC could not be recorded'
      || coalesce((select ': ' || f.why from admin.fence_truncates f where f.run_id = run and f.position = pos and f.why is not null limit 1), '');
  end if;
  fault := admin.fence_passed(run, fence, target);
  if fault is not null then
    return fault;
  end if;
  insert into admin.fence_members (run_id, position, relation, name, file, had_rows, came, triggers)
  select run, pos, m, m::text, pg_relation_filenode(m), true, true, admin.fence_triggers_of(fence, m)
  from admin.members(target) m join pg_class c on c.oid = m
  where c.relispartition and (pg_relation_filenode(m) is null or pg_relation_filenode(m) = m::oid)
    and cardinality(admin.fence_triggers_of(fence, m)) >= 2
    and not exists (select from admin.fence_members f where f.run_id = run and f.position = pos and f.relation = m)
  on conflict do nothing;
  select string_agg(case
      when f.relation is null then format('%s came as a partition or child', now.relation::regclass)
      when now.relation is null and exists (select from pg_class where oid = f.relation) then format('%s was detached', f.name)
      when now.relation is null then format('%s was dropped', f.name)
      else format('the triggers on %s were changed, or it was detached for a while', f.name) end, '; ' order by f.name)
  into fault
  from (select m::oid as relation from admin.members(target) m) now
  full join (select * from admin.fence_members x where x.run_id = run and x.position = pos) f using (relation)
  where f.relation is null or now.relation is null or f.triggers <> admin.fence_triggers_of(fence, relation);
  return fault;
end
$$;

-- Puts on record that somebody has taken keys out of a fence.
create or replace function admin.fence_cut() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  insert into admin.fence_truncates (run_id, position, why) values (tg_argv[0]::bigint, tg_argv[1]::integer, 'keys were taken out of the fence');
  return null;
end
$$;

-- Lets nobody take keys out of a fence unseen.
create or replace function admin.fence_keeps(fence text, run bigint, pos integer) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  execute format(
    'create trigger reload_cut after delete or update or truncate on admin.%I for each statement execute function admin.fence_cut(%L, %L)',
    fence, run, pos);
  execute format('alter table admin.%I enable always trigger reload_cut', fence);
end
$$;

-- Whether nobody has touched a fence since it was armed: its triggers, their functions, its table, or the tables that it stands on and
-- their columns. A
-- trigger that was off for a while, or another function for a while, gives its row of the catalog another xmin. What is not logged may be
-- empty after a crash.
create or replace function admin.fence_left_alone(run bigint, pos integer) returns boolean
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  fence constant regclass := to_regclass(format('admin.%I', admin.fence_name(run, pos)));
  alone boolean;
begin
  execute format($f$
    with members as (select m.relation, m.triggers from admin.fence_members m where m.run_id = $1 and m.position = $2),
    triggers as (select t.oid, t.tgfoid, t.xmin from pg_trigger t where t.oid in (select unnest(m.triggers) from members m) or t.tgrelid = $3)
    select exists (select from triggers p join pg_class c on c.oid = $3 where p.tgfoid = 'admin.fence_cut'::regproc)
      and not exists (select from triggers p where %1$s)
      and not exists (select from pg_proc p where p.oid in (select t.tgfoid from triggers t) and p.oid <> 'admin.fence_cut'::regproc and %1$s)
      and not exists (
        select from pg_class p where p.oid in (select m.relation from members m union all select $3) and (p.relpersistence <> 'p' or %1$s))
      and not exists (select from pg_attribute p where p.attrelid in (select m.relation from members m) and %1$s)
      and not exists (select from admin.fence_truncates f where f.run_id = $1 and f.position = $2)$f$,
    (select coalesce(admin.touched(r.fence, r.fence_open), 'true') from admin.reload_runs r where r.run_id = run))
  into alone using run, pos, fence;
  return alone;
end
$$;

-- Whether the fence of a table is armed and has seen all deletes.
create or replace function admin.fence_stands(run bigint, pos integer, target regclass) returns boolean
language sql volatile set search_path = pg_catalog, pg_temp as $$
  select admin.fence_fault(run, pos, target) is null
$$;

-- Fails where nobody can say what CDC deleted or wrote: a table truncated since, triggers or partitions that went, another server, a rewrite.
create or replace function admin.check_fence(run bigint, pos integer, target regclass) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  owner_run bigint;
  owner_pos integer;
  fault text;
begin
  select coalesce(fence_run_id, run_id), coalesce(fence_position, position) into strict owner_run, owner_pos
  from admin.reload_run_tables where run_id = run and position = pos;
  perform admin.check_server(owner_run);
  if exists (select from admin.fence_truncates f where f.run_id = owner_run and f.position = owner_pos and f.why is null) then
    raise exception '% was truncated while the run was under way', target
      using errcode = 'WR004', hint = 'Which rows CDC deleted is unknown. Reload the window again.';
  end if;
  fault := admin.fence_fault(owner_run, owner_pos, target);
  if fault is not null or (select fence is null from admin.reload_runs where run_id = run) then
    raise exception 'the fence of % does not stand: %', target, coalesce(fault, 'it has no horizon')
      using errcode = 'WR005', hint = 'Without it a merge could revive rows that CDC has deleted. Start the run again.';
  end if;
  perform admin.check_files(run, pos);
end
$$;

-- The same, last in a chunk: what takes a table from us waits for the chunk, or was there before it.
create or replace function admin.check_chunk(run bigint, pos integer) returns void
language sql volatile set search_path = pg_catalog, pg_temp as $$
  select admin.check_fence(run, pos, admin.relation(t.target_schema, t.target_table))
  from admin.reload_run_tables t where t.run_id = run and t.position = pos
$$;
