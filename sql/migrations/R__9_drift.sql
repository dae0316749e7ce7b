-- What DMS itself has put on record in its control tables. Their columns' names are those that DMS gives them: upper-case in some tables, lower-case
-- in others. Of which types they are is nobody's promise, and what was recorded is history: whether it still holds only the source can tell.

-- A control table that may be read; null where it is not there, or may not be read.
create or replace function admin.control_table(control_schema text, name text) returns regclass
language sql stable set search_path = pg_catalog, pg_temp as $$
  select c.oid::regclass
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = control_schema and c.relname = name and c.relkind in ('r', 'p')
    and has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')
$$;

-- What stands in the way of reading one: missing, denied, or null where nothing does.
create or replace function admin.control_trouble(control_schema text, name text) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case
    when admin.control_table(control_schema, name) is not null then null
    when exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = control_schema and c.relname = name) then 'denied'
    else 'missing' end
$$;

-- Rows that DMS's validation has recorded as failed, and that DMS has not resynchronized since.
create or replace function admin.recorded_failures(control_schema text)
returns table (owner text, name text, failed_at timestamp, failure text, key text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  recorded text;
  resynced text;
begin
  foreach recorded in array array['awsdms_validation_failures_v1', 'awsdms_validation_failures_v2'] loop
    continue when admin.control_table(control_schema, recorded) is null;
    resynced := case recorded when 'awsdms_validation_failures_v2' then 'coalesce(f."RESYNC_RESULT"::text, '''') <> ''SUCCESS''' else 'true' end;
    return query execute format($f$
      select f."TABLE_OWNER"::text, f."TABLE_NAME"::text, f."FAILURE_TIME"::timestamp, f."FAILURE_TYPE"::text, f."KEY"::text
      from %s f where %s$f$, admin.control_table(control_schema, recorded), resynced);
  end loop;
end
$$;

-- The key in what validation has recorded, {"key": ["1", "2"]}, as a JSON object of the table's key; null where it cannot be read: DMS cuts long ones.
create or replace function admin.recorded_key(recorded text, names text[], columns text, key_json text) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  parts jsonb;
begin
  parts := recorded::jsonb -> 'key';
  if jsonb_typeof(parts) is distinct from 'array' or jsonb_array_length(parts) <> cardinality(names) then
    return null;
  end if;
  return (admin.key_asked((select jsonb_object_agg(n.name, parts -> (n.rank - 1)::integer) from unnest(names) with ordinality n (name, rank)), names, columns, key_json)).key;
exception when data_exception or invalid_text_representation then
  return null;
end
$$;

-- Failures of a registered table, under its name at the source or at the target; key is null where it cannot be read. Passes of validation record
-- the same rows again and again: n says how often.
create or replace function admin.failures_of(control_schema text, source_schema text, source_table text, target_schema text, target_table text)
returns table (failed_at timestamp, failure text, key jsonb, n bigint)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  f record := admin.key_forms(to_regclass(format('%I.%I', target_schema, target_table)));
begin
  return query
  select max(r.failed_at), r.failure, admin.recorded_key(r.key, f.names, f.columns, f.key_json), count(*)
  from admin.recorded_failures(control_schema) r
  where (lower(r.owner), lower(r.name)) in ((lower(source_schema), lower(source_table)), (lower(target_schema), lower(target_table)))
    and r.failure <> 'TABLE_WARNING'
  group by r.failure, r.key;
end
$$;

-- The month of a moment without a zone that DMS has put on record, as the source's wall clock has it.
create or replace function admin.recorded_month(moment timestamp, control_zone text, source_zone text) returns timestamp
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select date_trunc('month', moment at time zone control_zone at time zone source_zone)
$$;

-- Whether a row was read again by its key, and merged or settled, by a run that began after that moment and stands.
create or replace function admin.key_answered(in_schema text, in_table text, of_key jsonb, since timestamptz) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (
    select from admin.reload_look_keys l
    join admin.reload_runs r using (run_id)
    join admin.reload_run_tables t using (run_id, position)
    where l.key = of_key and l.outcome in ('there', 'gone', 'deleted') and not l.control
      and t.target_schema = in_schema and t.target_table = in_table and t.merge_state = 'VERIFIED'
      and r.accepted_at > since and r.finished_at is not null and not coalesce((r.options ->> 'dryRun')::boolean, false)
      and not admin.undone(r.run_id) and not admin.undone(coalesce(r.of_run_id, r.run_id)))
$$;

-- The rows of one registered table that validation has recorded, by the month in which production has each now; null where production has it not,
-- where the key cannot be read, or where the row has no time. Left out are those that were read again since, and those that neither side should have
-- and production has not.
create or replace function admin.failures_by_month(g admin.reload_tables, control_schema text, control_zone text, source_zone text)
returns table (month timestamp, failure text, key jsonb, failed_at timestamptz, n bigint)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  target regclass := to_regclass(format('%I.%I', g.target_schema, g.target_table));
  f record := admin.key_forms(target);
  clock text := (
    select case when admin.base_type(a.atttypid) = 'timestamptz'::regtype then format('p.%I at time zone %L', a.attname, source_zone) else format('p.%I::timestamp', a.attname) end
    from pg_attribute a where a.attrelid = target and a.attnum > 0 and not a.attisdropped and lower(a.attname) = lower(g.window_column)
    order by a.attname = g.window_column desc limit 1);
begin
  if f.names is null then
    return;
  end if;
  return query execute format($f$
    select date_trunc('month', %1$s), f.failure, f.key, f.failed_at, case when f.key is null then f.n else 1 end
    from (
      select x.failure, x.key, max(x.failed_at) at time zone $6 as failed_at, sum(x.n)::bigint as n
      from admin.failures_of($1, $2, $3, $4, $5) x group by 1, 2) f
    left join lateral jsonb_to_record(f.key) d (%2$s) on true
    left join %3$s p on %4$s
    where (f.key is null or not admin.key_answered($4, $5, f.key, f.failed_at))
      and not (f.key is not null and f.failure = 'MISSING_SOURCE' and p.%5$s is null)$f$,
    coalesce(clock, 'null::timestamp'), f.columns, target,
    (select string_agg(concat('p.', k.name, k.equals, 'd.', k.name), ' and ' order by k.rank) from admin.key_columns(target) k),
    (select k.name from admin.key_columns(target) k where k.rank = 1))
  using control_schema, g.source_schema, g.source_table, g.target_schema, g.target_table, control_zone;
end
$$;

-- The months of a table that stand verified, and when the request was accepted that did it: what was recorded before is answered.
create or replace function admin.answered_months(g admin.reload_tables, months timestamp[]) returns table (month timestamp, since timestamptz)
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
  return query
  select s.slot_from, r.accepted_at
  from admin.ledger_standing(months, array(select x + interval '1 month' from unnest(months) x)) s join admin.reload_runs r using (run_id)
  where s.state = 'verified' and s.target_schema = g.target_schema and s.target_table = g.target_table;
end
$$;

-- What DMS's control tables know to be wrong of registered tables. month is null where nobody can say it.
create or replace function admin.drift_recorded(control_schema text, control_zone text, source_zone text)
returns table (target_schema text, target_table text, month timestamp, kind text, n bigint, since timestamptz, detail text, keys jsonb)
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  g admin.reload_tables;
  exceptions regclass := admin.control_table(control_schema, 'awsdms_apply_exceptions');
  suspended regclass := admin.control_table(control_schema, 'awsdms_suspended_tables');
begin
  for g in select * from admin.reload_tables x order by x.position loop
    return query
    with failed as materialized (select * from admin.failures_by_month(g, control_schema, control_zone, source_zone)),
    answered as materialized (select * from admin.answered_months(g, array(select distinct x.month from failed x where x.month is not null)))
    select g.target_schema, g.target_table, f.month, 'VALIDATION_FAILED', sum(f.n)::bigint, max(f.failed_at),
      (select string_agg(format('%s %s', s.n, s.failure), ', ' order by s.failure) from (
        select x.failure, count(*) as n from unnest(array_agg(f.failure)) x (failure) group by 1) s) || case when bool_or(f.key is null) then '; keys that cannot be read' else '' end,
      jsonb_agg(f.key order by f.failed_at desc) filter (where f.key is not null)
    from failed f left join answered a on a.month = f.month
    -- A window that is reloaded says nothing of rows that the source lacks.
    where f.failure = 'MISSING_SOURCE' or a.since is null or a.since <= f.failed_at
    group by f.month;
    if exceptions is not null then
      return query execute format($f$
        with refused as materialized (
          select admin.recorded_month(e."ERROR_TIME"::timestamp, $2, $3) as month, e."ERROR_TIME"::timestamp at time zone $2 as at, e."ERROR"::text as error
          from %s e where (lower(e."TABLE_OWNER"::text), lower(e."TABLE_NAME"::text)) in
            ((lower(($1).source_schema), lower(($1).source_table)), (lower(($1).target_schema), lower(($1).target_table)))),
        answered as materialized (select * from admin.answered_months($1, array(select distinct x.month from refused x)))
        select ($1).target_schema, ($1).target_table, r.month, 'CHANGE_REFUSED', count(*), max(r.at), left((array_agg(r.error order by r.at desc))[1], 200), null::jsonb
        from refused r left join answered a on a.month = r.month
        where a.since is null or a.since <= r.at
        group by r.month$f$, exceptions)
      using g, control_zone, source_zone;
    end if;
    if suspended is not null then
      return query execute format($f$
        select $1, $2, null::timestamp, 'TABLE_SUSPENDED', count(*), max(s.suspend_timestamp::timestamp) at time zone $5,
          'CDC applies no change of it since: ' || max(s.suspend_reason::text), null::jsonb
        from %s s where (lower(s.table_owner::text), lower(s.table_name::text)) in ((lower($3), lower($4)), (lower($1), lower($2)))
        having count(*) > 0$f$, suspended)
      using g.target_schema, g.target_table, g.source_schema, g.source_table, control_zone;
    end if;
  end loop;
end
$$;

-- How each registered table stands in each of the months, as the calendar has it; never where nothing has happened to it.
create or replace function admin.drift_months(first_month timestamp, last_month timestamp)
returns table (target_schema text, target_table text, month timestamp, run_id bigint, state text)
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  froms constant timestamp[] := array(select generate_series(first_month, last_month, interval '1 month'));
  tos constant timestamp[] := array(select x + interval '1 month' from unnest(froms) x);
begin
  return query
  select g.target_schema, g.target_table, m.month, s.run_id, coalesce(s.state, 'never')
  from admin.reload_tables g
  cross join unnest(froms) m (month)
  left join admin.ledger_standing(froms, tos) s
    on s.target_schema = g.target_schema and s.target_table = g.target_table and s.slot_from = m.month and s.slot_to = m.month + interval '1 month';
end
$$;

-- What the ledger knows to be wrong or open: months that do not stand, what verified runs have skipped, looks that go on, runs by key that came
-- to no good end, and plans with differences that nobody has carried out.
create or replace function admin.drift_of_runs(first_month timestamp, last_month timestamp)
returns table (target_schema text, target_table text, month timestamp, kind text, n bigint, since timestamptz, run_id bigint, detail text)
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
  return query
  with months as materialized (select * from admin.drift_months(first_month, last_month)),
  deciding as (
    select m.*, r.finished_at, t.left_open, t.orphaned + t.unique_conflict + t.rejected as skipped, t.tie_touched_by_cdc as ties,
      greatest(coalesce(t.delete_candidates, 0) - (
        select coalesce(sum(x.deleted), 0) from admin.reload_runs l join admin.reload_run_tables x on x.run_id = l.run_id
        where l.of_run_id = r.run_id and l.origin = 'look' and (x.target_schema, x.target_table) = (t.target_schema, t.target_table)), 0)::bigint as alone,
      exists (select from admin.reload_runs l where l.of_run_id = r.run_id and l.origin = 'look') as looked
    from months m
    join admin.reload_runs r on r.run_id = m.run_id
    left join admin.reload_run_tables t on t.run_id = m.run_id and (t.target_schema, t.target_table) = (m.target_schema, m.target_table))
  select d.target_schema, d.target_table, d.month, x.kind, x.n, d.finished_at, d.run_id, x.detail
  from deciding d
  cross join lateral (values
    ('RUN_FAILED', null::bigint, 'the newest run of the month failed', d.state = 'failed'),
    ('LEFT_OPEN', nullif(d.left_open, 0), 'rows are left open', d.state = 'left_open'),
    ('UNDONE', null, 'a reload was undone: what was wrong before is so again', d.state = 'undone'),
    ('RESULT_LOST', null, 'the table was ' || d.state || ' since it was verified', d.state in ('restored', 'rewritten')),
    ('ROWS_SKIPPED', d.skipped, 'rows that a constraint or a missing parent kept out', d.state = 'verified' and d.skipped > 0),
    ('TIES', d.ties, 'rows left to CDC, and no look has read them again', d.state = 'verified' and d.ties > 0 and not d.looked),
    ('ONLY_IN_PRODUCTION', d.alone, 'rows that the source has no more', d.state = 'verified' and d.alone > 0)) x (kind, n, detail, holds)
  where x.holds
  union all
  select p.target_schema, p.target_table, p.month, 'PLAN_DIFFERS', p.n, p.finished_at, p.run_id, 'a plan has found rows to write or to delete'
  from (
    select distinct on (m.target_schema, m.target_table, m.month) m.target_schema, m.target_table, m.month, r.run_id, r.finished_at,
      coalesce(t.planned_inserts, 0) + coalesce(t.planned_updates, 0) + coalesce(t.delete_candidates, 0) as n
    from months m
    join admin.reload_run_tables t on (t.target_schema, t.target_table) = (m.target_schema, m.target_table)
    join admin.reload_runs r on r.run_id = t.run_id
    where r.state in ('SUCCESS', 'PARTIAL') and (r.options ->> 'dryRun')::boolean and r.window_from < m.month + interval '1 month' and r.window_to > m.month
      and r.run_id > coalesce(m.run_id, 0)
    order by 1, 2, 3, r.run_id desc) p
  where p.n > 0
  union all
  select t.target_schema, t.target_table, null, 'LOOK_OPEN', count(*), r.accepted_at, r.run_id, 'keys that a look is to read again'
  from admin.reload_runs r
  join admin.reload_run_tables t using (run_id)
  join admin.reload_look_keys k on k.run_id = t.run_id and k.position = t.position and k.outcome is null and not k.control
  where r.origin = 'look' and r.finished_at is null
  group by t.target_schema, t.target_table, r.accepted_at, r.run_id
  union all
  select t.target_schema, t.target_table, null, 'KEYS_OPEN', nullif(t.left_open, 0), r.finished_at, r.run_id, 'rows asked for by key: ' || coalesce(r.error_code, r.state)
  from admin.reload_runs r
  join admin.reload_run_tables t using (run_id)
  where r.by_keys and r.state in ('FAILED', 'PARTIAL') and r.dismissed_at is null
    and not exists (select from admin.reload_runs later where later.request_id = r.request_id and later.run_id > r.run_id);
end
$$;
