-- What is kept of runs goes: plans that nothing needs, images that are too old to undo by.

-- Drops what only an open run needs. The plan's keys and the before-images stay for an undo, until merge_forget.
create or replace procedure admin.merge_drop(run bigint)
language plpgsql as $$
declare
  pos integer;
begin
  set local search_path = pg_catalog, pg_temp;
  perform admin.check_held(run);
  for pos in select t.position from admin.reload_run_tables t where t.run_id = run loop
    perform admin.drop_leftover(format('parts_%s_%s', run, pos));
  end loop;
  for pos in
    select t.position from admin.reload_run_tables t join admin.reload_runs r using (run_id)
    where t.run_id = run and (t.inserted + t.updated + t.deleted = 0 or (r.options ->> 'undo')::boolean is false)
  loop
    perform admin.drop_leftover(format('plan_%s_%s', run, pos)), admin.drop_leftover(format('before_%s_%s', run, pos));
    commit;
    set local search_path = pg_catalog, pg_temp;
  end loop;
end
$$;

create or replace function admin.drop_leftover(name text) returns void
language plpgsql set search_path = pg_catalog, pg_temp set client_min_messages = warning as $$
begin
  execute format('drop table if exists admin.%I', name);
end
$$;

-- Leaves of a plan what an undo needs: its keys. A table whose key is not there right now keeps all.
create or replace function admin.drop_values(run bigint, pos integer) returns void
language plpgsql set search_path = pg_catalog, pg_temp set synchronize_seqscans = off as $$
declare
  t admin.reload_run_tables := (select r from admin.reload_run_tables r where run_id = run and position = pos);
  plan text := format('plan_%s_%s', run, pos);
  slim text := 'slim_' || plan;
  keys text := (select string_agg(k.name, ', ' order by k.rank) from admin.key_columns(to_regclass(format('%I.%I', t.target_schema, t.target_table))) k);
begin
  if keys is null then
    return;
  end if;
  execute format('create table admin.%I as select reload_n, reload_op, staged_ctid, reload_ctid, reload_xmin, %s, reload_counts from admin.%I', slim, keys, plan);
  execute format('drop table admin.%I', plan);
  execute format('alter table admin.%I rename to %I', slim, plan);
  perform admin.index_plan(run, pos, plan);
  update admin.reload_run_tables set plan_has_values = false where run_id = run and position = pos;
end
$$;

-- Drops plans and before-images of runs that finished longer ago than that: they cannot be undone any more. Returns how many tables went.
-- Plans of other runs that are over keep only keys; one that is in use, or that there is no room to write anew, is left for the next time.
create or replace procedure admin.merge_forget(older_than interval, inout forgotten bigint default 0)
language plpgsql as $$
declare
  leftover text;
  over record;
  failure jsonb;
begin
  set local search_path = pg_catalog, pg_temp;
  forgotten := 0;
  for leftover in
    select c.relname from pg_catalog.pg_class c
    join admin.reload_runs r on r.run_id = split_part(c.relname, '_', 2)::bigint
    where c.relnamespace = 'admin'::regnamespace and c.relkind = 'r' and c.relname ~ '^(plan|before|promise)_\d+_\d+$'
      and r.finished_at < clock_timestamp() - older_than
      and not exists (select from admin.reload_runs u where u.of_run_id = r.run_id and u.state in ('QUEUED', 'RUNNING'))
  loop
    perform admin.drop_leftover(leftover);
    forgotten := forgotten + 1;
    commit;
    set local search_path = pg_catalog, pg_temp;
  end loop;
  for over in
    select t.run_id, t.position from admin.reload_run_tables t join admin.reload_runs r using (run_id)
    where t.plan_has_values and r.state not in ('QUEUED', 'RUNNING') and to_regclass(format('admin.plan_%s_%s', t.run_id, t.position)) is not null
      and not exists (select from admin.reload_runs u where u.of_run_id = r.run_id and u.state in ('QUEUED', 'RUNNING'))
  loop
    perform admin.wait_at_most('300 ms');
    failure := admin.failure_of(format('select admin.drop_values(%s, %s)', over.run_id, over.position));
    if failure ->> 'state' = '57014' then
      -- Somebody wants this call to end, not this table to be left out.
      perform admin.raise_failure(failure);
    end if;
    commit;
    set local search_path = pg_catalog, pg_temp;
  end loop;
end
$$;
