-- Second look: what the target alone cannot settle is read again from the source by key, once CDC has passed the merge. The look is
-- a run of its own without a window: its fence is armed, its keys are loaded into staging, it is merged like any other; then the keys
-- that the source no longer has are settled.

-- The keys of a run to read again: rows it inserted because production lacked them (CDC's change of a row that is not there leaves no
-- trace); rows it updated although CDC had written them (perhaps only some columns); rows it left to CDC although they differ; rows
-- under a key that CDC had deleted, or given to another row; rows that only production has. To be asked while the fence stands.
create or replace function admin.look_again(run bigint, pos integer) returns table (key jsonb, reason text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  t record := admin.merge_terms(run, pos);
begin
  return query execute format($f$
    select jsonb_build_object(%1$s), case d.reload_op when 'I' then 'inserted' else 'updated' end
    from admin.%2$I d
    where d.reload_n is not null
      and (d.reload_op in ('I', 'V') or d.reload_n in (select b.n from admin.merge_doubts b where b.run_id = $1 and b.position = $2))
      and not exists (select from admin.merge_misses m where m.run_id = $1 and m.position = $2 and m.n = d.reload_n)
    union all
    select jsonb_build_object(%1$s), case when d.reload_op = 't' then 'tie_touched_by_cdc' else 'newer_in_target' end
    from admin.%2$I d where d.reload_n is null and d.reload_op in ('t', 'N') and d.%6$s is not null
    union all
    select jsonb_build_object(%1$s), m.reason
    from admin.merge_misses m join admin.%2$I d on d.reload_n = m.n
    where m.run_id = $1 and m.position = $2 and m.reason in ('tie_touched_by_cdc', 'newer_in_target')
    union all
    select jsonb_build_object(%1$s), 'key_reused' from admin.%3$s d join %4$s p on %5$s
    union all
    select r.key, r.reason from admin.reload_skipped_rows r where r.run_id = $1 and r.position = $2 and r.reason = 'delete_candidate'$f$,
    t.key_json, t.plan, t.fence, t.target, t.p_is_d, t.first_key) using run, pos;
end
$$;

-- Whether a filter of DMS can name the key: it knows numbers, and short texts of plain characters.
create or replace function admin.nameable(target regclass, key jsonb) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select bool_and(coalesce(case
      when a.atttypid in ('smallint'::regtype, 'integer'::regtype, 'bigint'::regtype, 'numeric'::regtype) then jsonb_typeof(key -> a.attname) = 'number'
      when a.atttypid in ('text'::regtype, 'varchar'::regtype, 'bpchar'::regtype) then key ->> a.attname ~ '^[^''[:cntrl:]]{1,200}$'
    end, false))
  from admin.key_columns(target) k join pg_attribute a on a.attrelid = target and a.attnum = k.attribute
$$;

-- Enters into the account of a second look what it is to read: the tables of the run and their keys, at most so many a table, what cannot
-- settle itself first. How many keys are not read stands with the run. Returns their number.
create or replace function admin.look_open(run bigint, look_run bigint, most integer) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  t admin.reload_run_tables;
  relation regclass;
  asked bigint;
  taken bigint;
  beyond bigint := 0;
begin
  for t in select * from admin.reload_run_tables x where x.run_id = run loop
    relation := admin.relation(t.target_schema, t.target_table);
    insert into admin.reload_look_keys (run_id, position, key, reason)
    select look_run, t.position, l.key, l.reason from admin.look_again(run, t.position) l
    where admin.nameable(relation, l.key)
    order by array_position(array['delete_candidate', 'tie_touched_by_cdc', 'newer_in_target', 'key_reused', 'updated', 'inserted'], l.reason), l.key
    limit most
    on conflict do nothing;
    get diagnostics taken = row_count;
    -- Of the candidates only the first are listed.
    select count(*) + greatest(0, coalesce(t.delete_candidates, 0) - count(*) filter (where l.reason = 'delete_candidate'))
    into asked from admin.look_again(run, t.position) l;
    update admin.reload_run_tables x set unread = asked - taken where x.run_id = run and x.position = t.position;
    beyond := beyond + asked - taken;
    insert into admin.reload_run_tables (run_id, position, source_schema, source_table, target_schema, target_table, staging_table, window_column)
    select look_run, t.position, t.source_schema, t.source_table, t.target_schema, t.target_table, t.staging_table, t.window_column
    where taken > 0
    on conflict do nothing;
  end loop;
  return beyond;
end
$$;

-- Opens a second look at a run whose fence still stands; asked again, it is the same one. Null where there is nothing to read again.
create or replace function admin.look_begin(run bigint, most integer) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  look bigint := (select max(r.run_id) from admin.reload_runs r where r.origin = 'look' and r.of_run_id = run);
begin
  if look is not null then
    return look;
  end if;
  -- No request of a person has a colon in its id. What the source says now wins where CDC has not written since.
  insert into admin.reload_runs (request_id, attempt, origin, of_run_id, requested_by, reason, options)
  select 'look:' || run, 1, 'look', run, r.requested_by, r.reason, r.options - 'plan' || '{"newerInTarget": "repair"}'
  from admin.reload_runs r where r.run_id = run
  returning run_id into look;
  perform admin.look_open(run, look, most);
  if exists (select from admin.reload_look_keys k where k.run_id = look) then
    return look;
  end if;
  delete from admin.reload_runs r where r.run_id = look;
  return null;
end
$$;

-- A new attempt of a second look that came to no good end: the same keys. While one is open, that one.
create or replace function admin.look_retry(failed bigint, by text, why text) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  latest admin.reload_runs;
  look bigint;
begin
  perform pg_advisory_xact_lock(hashtextextended('window-reload requests', 0));
  select l.* into strict latest from admin.reload_runs l join admin.reload_runs f using (request_id)
  where f.run_id = failed order by l.attempt desc limit 1;
  if latest.state in ('QUEUED', 'RUNNING') then
    return latest.run_id;
  end if;
  insert into admin.reload_runs (request_id, attempt, origin, of_run_id, requested_by, reason, options)
  values (latest.request_id, latest.attempt + 1, 'look', latest.of_run_id, by, why, latest.options)
  returning run_id into look;
  insert into admin.reload_run_tables (run_id, position, source_schema, source_table, target_schema, target_table, staging_table, window_column)
  select look, t.position, t.source_schema, t.source_table, t.target_schema, t.target_table, t.staging_table, t.window_column
  from admin.reload_run_tables t where t.run_id = failed;
  insert into admin.reload_look_keys (run_id, position, key, reason)
  select look, k.position, k.key, k.reason from admin.reload_look_keys k where k.run_id = failed;
  return look;
end
$$;

-- Counts what a second look has loaded, and how much of it the filters should have kept out. A key of several columns is asked for column
-- by column, so that rows come which have each part of some key: the merge leaves those alone.
create or replace function admin.look_count(look_run bigint, pos integer, out staged bigint, out outside bigint)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  t record := admin.merge_terms(look_run, pos);
begin
  execute format('select count(*), count(*) filter (where %s) from %s s',
    (select string_agg(format('%s not in (select d.%s from admin.reload_look_keys l cross join lateral jsonb_populate_record(null::admin.%s, l.key) d where l.run_id = %s and l.position = %s)',
      m.value, k.name, t.fence, look_run, pos), ' or ')
     from admin.key_columns(t.target) k join admin.merge_columns(t.target, t.staging) m on m.key_rank = k.rank),
    t.staging)
  into staged, outside;
end
$$;

-- Settles the keys that a second look, loaded and merged, did not find at the source. Those that production has, unwritten since the
-- look's fence, are confirmed as gone from the source; they are deleted where their reason is among those to delete, but none at all
-- where there are more than max_rows, or more than max_percent of what the run had staged. Their images are kept for an undo.
create or replace function admin.look_settle(run bigint, look_run bigint, pos integer, delete_reasons text[], max_rows bigint, max_percent numeric,
  out confirmed bigint, out removed bigint)
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  t record := admin.merge_terms(look_run, pos);
  staged bigint := (select r.staged from admin.reload_run_tables r where r.run_id = run and r.position = pos);
  doomed bigint;
begin
  perform admin.check_held(look_run);
  perform admin.lock_merge(t.target);
  perform admin.check_fence(look_run, pos, t.target);
  execute format($f$
    create temp table look_found on commit drop as
    select l.key, l.reason, p.xmin as version, case
        when exists (select from %1$s s where %2$s) then 'there'
        when p.%3$s is null then 'gone'
        when %4$s then 'touched'
        else 'kept' end as outcome
    from admin.reload_look_keys l
    cross join lateral jsonb_populate_record(null::admin.%5$s, l.key) d
    left join %6$s p on %7$s
    where l.run_id = %8$s and l.position = %9$s and coalesce(l.outcome, 'kept') = 'kept'$f$,
    t.staging, t.s_is_d, t.first_key, t.touched, t.fence, t.target, t.p_is_d, look_run, pos);
  select count(*), count(*) filter (where reason = any (delete_reasons)) into confirmed, doomed from pg_temp.look_found where outcome = 'kept';
  removed := 0;
  if doomed <= max_rows and doomed * 100 <= max_percent * staged then
    removed := admin.look_delete(look_run, t, delete_reasons);
  end if;
  update admin.reload_look_keys l set outcome = f.outcome from pg_temp.look_found f where l.run_id = look_run and l.position = pos and l.key = f.key;
  update admin.reload_run_tables r set deleted = r.deleted + removed where r.run_id = look_run and r.position = pos;
  drop table pg_temp.look_found;
  perform admin.check_chunk(look_run, pos);
end
$$;

-- Deletes the rows that are confirmed as gone from the source, each only as the version that was looked at. Returns how many.
drop function if exists admin.look_delete(record, text[]);
create or replace function admin.look_delete(look_run bigint, t record, delete_reasons text[]) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  n bigint;
begin
  perform admin.act_as(look_run);
  n := admin.write(admin.run_path(look_run), format($f$
    with gone as (
      delete from %1$s p
      using pg_temp.look_found l cross join lateral jsonb_populate_record(null::admin.%2$s, l.key) d
      where l.outcome = 'kept' and l.reason = any (%5$L) and %3$s and p.xmin = l.version
      returning p.*)
    insert into admin.%4$I select null, g.* from gone g$f$, t.target, t.fence, t.p_is_d, t.before, delete_reasons), null, null, null, null);
  execute format($f$
    update pg_temp.look_found l set outcome = case when exists (select from %1$s p where %3$s) then 'touched' else 'deleted' end
    from pg_temp.look_found f cross join lateral jsonb_populate_record(null::admin.%2$s, f.key) d
    where f.key = l.key and l.outcome = 'kept' and l.reason = any ($1)$f$, t.target, t.fence, t.p_is_d) using delete_reasons;
  return n;
end
$$;
