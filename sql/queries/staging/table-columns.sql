-- The columns of a table that a row from the source can fill, in order, with their exact types. Empty where the table does not exist.
select a.attname as name,
       format_type(a.atttypid, a.atttypmod) as type,
       b.name as base_type,
       a.attidentity = 'a' as always_generated
from pg_attribute a
join pg_class c on c.oid = a.attrelid
join pg_namespace n on n.oid = c.relnamespace
cross join lateral (
  with recursive below (id, base) as (
    select t.oid, t.typbasetype from pg_type t where t.oid = a.atttypid
    union all select t.oid, t.typbasetype from below join pg_type t on t.oid = below.base)
  select format_type(id, null) as name from below where base = 0
) b
where n.nspname = :schema and c.relname = :table
  and c.relkind in ('r', 'p')
  and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
order by a.attnum
