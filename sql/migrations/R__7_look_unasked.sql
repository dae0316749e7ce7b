-- Which keys a look can ask for, said before anything is loaded.

-- The columns of a table's key that no filter of DMS can name, with their types; null where each key can be asked for.
drop function if exists admin.unasked_columns(regclass);
create or replace function admin.unasked_columns(target regclass, declared text[]) returns text[]
language sql stable set search_path = pg_catalog, pg_temp as $$
  select array_agg(format('%I (%s)', c.name, format_type(a.atttypid, a.atttypmod)) order by c.rank)
  from admin.look_columns(target, declared) c
  join pg_attribute a on a.attrelid = target and a.attname = c.name
  where c.spelled is null
$$;
