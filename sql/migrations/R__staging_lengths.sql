-- How long the values of production are, in a sample: what the largest object that DMS loads has to be compared with.
create or replace function admin.longest_values(target_schema text, target_table text) returns table (column_name text, bytes bigint)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  target regclass := admin.relation(target_schema, target_table);
  columns text[] := array(
    select quote_ident(a.attname) from pg_attribute a join pg_type t on t.oid = a.atttypid
    where a.attrelid = target and a.attnum > 0 and not a.attisdropped and (t.typcategory = 'S' and a.atttypmod < 0 or a.atttypid = 'bytea'::regtype)
    order by a.attnum limit 200);
  part text := case when pg_relation_size(target) > 16 * 1024 * 1024 then format('tablesample system (%s)', 16 * 1024 * 1024 * 100.0 / pg_relation_size(target)) end;
begin
  if columns <> '{}' then
    return query execute format('select v.name, v.bytes::bigint from (select %s from (select * from %s %s limit 10000) p) m cross join lateral (values %s) v (name, bytes) where v.bytes > 0',
      (select string_agg(format('max(octet_length(p.%s)) as m%s', c.name, c.n), ', ') from unnest(columns) with ordinality c (name, n)), target, part,
      (select string_agg(format('(%L, m%s)', c.name, c.n), ', ') from unnest(columns) with ordinality c (name, n)));
  end if;
end
$$;
