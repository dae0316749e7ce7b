-- What a run has compared before its load is what it merges. A column that comes meanwhile may be one that the source has, too, and staging would
-- not bring it; one that goes, or is called otherwise, would be left out without a word.

-- The columns of a table, each with its place and type. A column that was dropped and added again has another place.
create or replace function admin.columns_of(relation regclass) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(jsonb_object_agg(a.attname, concat_ws(' ', a.attnum, format_type(a.atttypid, a.atttypmod), nullif(a.attgenerated, ''))), '{}')
  from pg_attribute a where a.attrelid = relation and a.attnum > 0 and not a.attisdropped
$$;

-- The same of production and staging.
create or replace function admin.columns_of_run(t admin.reload_run_tables) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp as $$
  select jsonb_object_agg(names.name, admin.columns_of(to_regclass(names.name)))
  from (values (format('%I.%I', t.target_schema, t.target_table)), (format('staging.%I', t.staging_table))) names (name)
$$;

-- Remembers them, before they are compared.
create or replace function admin.keep_columns(run bigint) returns void
language sql volatile set search_path = pg_catalog, pg_temp as $$
  update admin.reload_run_tables t set compared_columns = admin.columns_of_run(t) where t.run_id = run and t.failed_code is null
$$;

-- Fails where they are others now: first and last in a plan. A column that comes later is nobody's business; one that goes stops the chunk.
create or replace function admin.check_compared(run bigint, pos integer) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  t admin.reload_run_tables := (select x from admin.reload_run_tables x where x.run_id = run and x.position = pos);
  now constant jsonb := admin.columns_of_run(t);
  changed text;
begin
  if t.compared_columns is null or t.compared_columns = now then
    return;
  end if;
  select string_agg(format('%s.%I %s', was.name, c.name, c.what), ', ' order by was.name, c.name) into changed
  from jsonb_each(t.compared_columns) was (name, columns)
  cross join lateral (
    select coalesce(o.key, n.key) as name,
      case when n.key is null then 'is gone' when o.key is null then 'came' else 'is another column or of another type' end as what
    from jsonb_each_text(was.columns) o full join jsonb_each_text(now -> was.name) n using (key)
    where o.value is distinct from n.value) c;
  raise exception 'columns have changed since they were compared: %', changed
    using errcode = 'WR193', hint = 'Staging may lack what the source has. Drop it, and send the request again: the next run makes it anew.';
end
$$;
