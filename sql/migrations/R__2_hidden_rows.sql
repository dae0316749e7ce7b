-- Rows of production that the filters of a CDC task leave out: they came by another way, or have left the filter since.

-- A condition of a filter, about a column of production. Null where it cannot be told there.
create or replace function admin.filter_condition(target regclass, condition jsonb) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case condition ->> 'operator'
    when 'null' then format('%I is null', a.attname)
    when 'notnull' then format('%I is not null', a.attname)
    when 'eq' then format('%I = %L::%s', a.attname, condition ->> 'value', t)
    when 'noteq' then format('%I <> %L::%s', a.attname, condition ->> 'value', t)
    when 'gte' then format('%I >= %L::%s', a.attname, condition ->> 'value', t)
    when 'lte' then format('%I <= %L::%s', a.attname, condition ->> 'value', t)
    when 'ste' then format('%I <= %L::%s', a.attname, condition ->> 'value', t)
    when 'between' then format('%I between %L::%s and %L::%3$s', a.attname, condition ->> 'start', t, condition ->> 'end')
    when 'notbetween' then format('%I not between %L::%s and %L::%3$s', a.attname, condition ->> 'start', t, condition ->> 'end')
    end
  from pg_attribute a, format_type(a.atttypid, null) t
  where a.attrelid = target and a.attname = condition ->> 'column' and a.attnum > 0 and not a.attisdropped
$$;

-- How many rows filters leave out, of a sample of at most 100,000; null where a filter cannot be told in production. Conditions of one filter are
-- OR-ed, filters are AND-ed: [[{"column": "region", "operator": "eq", "value": "N"}]].
create or replace function admin.hidden_rows(target_schema text, target_table text, filters jsonb, out hidden bigint, out looked_at bigint)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  target regclass := admin.relation(target_schema, target_table);
  part text := case when pg_relation_size(target) > 16 * 1024 * 1024
    then format('tablesample system (%s)', 16 * 1024 * 1024 * 100.0 / pg_relation_size(target)) end;
  kept text;
begin
  select case when bool_and(known) then string_agg(any_of, ' and ') end
  into kept
  from (
    select '(' || string_agg(one, ' or ') || ')' as any_of, bool_and(one is not null) as known
    from jsonb_array_elements(filters) with ordinality f (conditions, n)
    cross join lateral jsonb_array_elements(f.conditions) c (condition)
    cross join lateral admin.filter_condition(target, c.condition) one
    group by f.n
  ) texts;
  if kept is not null then
    execute format('select count(*) filter (where (%s) is not true), count(*) from (select * from %s %s limit 100000) p', kept, target, part)
    into hidden, looked_at;
  end if;
end
$$;
