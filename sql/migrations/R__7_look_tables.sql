-- Tables that failed alone, and looks: at a run that went on without them, and looks that did so themselves.

-- Whether a look reads a table of a run again: not one that failed before it wrote anything, nor one that cannot be followed any more.
create or replace function admin.may_look_at(t admin.reload_run_tables) returns boolean
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  target constant regclass := to_regclass(format('%I.%I', t.target_schema, t.target_table));
begin
  if t.failed_code is null then
    return true;
  elsif t.chunks = 0 then
    return false;
  elsif target is not null and admin.fence_refusal(target, admin.declared_key(target)) is null and to_regclass(format('admin.plan_%s_%s', t.run_id, t.position)) is not null then
    return true;
  end if;
  perform admin.note_finding(t.run_id, t.position, 'partial', 'LEFT_OPEN',
    'production holds the committed chunks, and no look at them can be opened: the table is not there any more, or cannot be followed');
  return false;
end
$$;

-- Whether a look went on without a table: its keys are not settled, which stands with its run as well.
create or replace function admin.look_failed_for(l admin.reload_runs, t admin.reload_run_tables) returns boolean
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
  if t.failed_code is null then
    return false;
  end if;
  perform admin.note_finding(l.of_run_id, t.position, 'partial', 'LEFT_OPEN',
    format('the look of run %s failed for the table (%s): its keys are not settled', l.run_id, t.failed_code));
  return true;
end
$$;

-- A later attempt has come to the end of a table without leaving anything.
create or replace function admin.look_succeeded_for(l admin.reload_runs, pos integer) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
  if l.attempt > 1 and (select t.left_open = 0 from admin.reload_run_tables t where t.run_id = l.of_run_id and t.position = pos) then
    perform admin.settle_finding(l.of_run_id, pos, 'LEFT_OPEN');
  end if;
end
$$;

-- Whether a new attempt of a look reads a table: all, or those for which alone it failed.
create or replace function admin.look_to_repeat(t admin.reload_run_tables) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select t.failed_code is not null
    or (select r.state from admin.reload_runs r where r.run_id = t.run_id) <> 'PARTIAL'
    or not exists (select from admin.reload_run_tables x where x.run_id = t.run_id and x.failed_code is not null)
$$;

-- A new attempt of a look that came to no good end: the same keys. While one is open, that one; where a later look has followed, that.
create or replace function admin.look_retry(failed bigint, by text, why text) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  latest admin.reload_runs;
  look bigint;
begin
  perform pg_advisory_xact_lock(hashtextextended('window-reload requests', 0));
  select l.* into strict latest from admin.reload_runs l join admin.reload_runs f on f.of_run_id = l.of_run_id
  where f.run_id = failed and l.origin = 'look'
    -- What later looks have settled is not that of a table for which this one failed alone.
    and (l.look_round = f.look_round or not exists (select from admin.reload_run_tables t where t.run_id = failed and t.failed_code is not null))
  order by l.look_round desc, l.attempt desc limit 1;
  if latest.state in ('QUEUED', 'RUNNING') or latest.look_round > (select f.look_round from admin.reload_runs f where f.run_id = failed) then
    return latest.run_id;
  end if;
  insert into admin.reload_runs (request_id, attempt, origin, of_run_id, look_round, requested_by, reason, options)
  values (latest.request_id, latest.attempt + 1, 'look', latest.of_run_id, latest.look_round, by, why, latest.options)
  returning run_id into look;
  insert into admin.reload_run_tables (run_id, position, source_schema, source_table, target_schema, target_table, staging_table, window_column)
  select look, t.position, t.source_schema, t.source_table, t.target_schema, t.target_table, t.staging_table, t.window_column
  from admin.reload_run_tables t where t.run_id = failed and admin.look_to_repeat(t);
  insert into admin.reload_look_keys (run_id, position, key, reason, asked, control, own, held)
  select look, k.position, k.key, k.reason, k.asked, k.control, k.own, k.held
  from admin.reload_look_keys k join admin.reload_run_tables t on t.run_id = look and t.position = k.position where k.run_id = failed;
  return look;
end
$$;
