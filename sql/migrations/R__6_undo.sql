-- What stays of a merge: enough to undo it, for as long as it is kept.

-- Drops what only an open run needs. The plan's keys and the before-images stay for an undo, until merge_forget.
create or replace procedure admin.merge_drop(run bigint)
language plpgsql as $$
declare
  pos integer;
begin
  for pos in
    select t.position from admin.reload_run_tables t join admin.reload_runs r using (run_id)
    where t.run_id = run and (t.inserted + t.updated = 0 or (r.options ->> 'undo')::boolean is false)
  loop
    execute format('drop table if exists admin.%I, admin.%I', format('plan_%s_%s', run, pos), format('before_%s_%s', run, pos));
    commit;
  end loop;
end
$$;

-- Drops plans and before-images of runs that finished longer ago than that: they cannot be undone any more. Returns how many tables went.
create or replace procedure admin.merge_forget(older_than interval, inout forgotten integer default 0)
language plpgsql as $$
declare
  leftover text;
begin
  forgotten := 0;
  for leftover in
    select c.relname from pg_catalog.pg_class c
    join admin.reload_runs r on r.run_id = split_part(c.relname, '_', 2)::bigint
    where c.relnamespace = 'admin'::regnamespace and c.relkind = 'r' and c.relname ~ '^(plan|before)_\d+_\d+$'
      and r.finished_at < clock_timestamp() - older_than
  loop
    execute format('drop table if exists admin.%I', leftover);
    forgotten := forgotten + 1;
    commit;
  end loop;
end
$$;
