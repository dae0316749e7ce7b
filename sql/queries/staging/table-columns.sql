-- The columns of a table that a row from the source can fill, in order, with their exact types; of a domain, that of its values.
-- Empty where the table does not exist.
select a.attname as name,
       b.type,
       b.name as base_type,
       a.attidentity = 'a' as always_generated
from pg_attribute a
join pg_class c on c.oid = a.attrelid
join pg_namespace n on n.oid = c.relnamespace
cross join lateral (
  with recursive below (id, typmod, base, base_typmod) as (
    select t.oid, a.atttypmod, t.typbasetype, t.typtypmod from pg_type t where t.oid = a.atttypid
    union all select t.oid, below.base_typmod, t.typbasetype, t.typtypmod from below join pg_type t on t.oid = below.base)
  select format_type(id, null) as name, format_type(id, typmod) as type from below where base = 0
) b
where n.nspname = :schema and c.relname = :table
  and c.relkind in ('r', 'p')
  and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
order by a.attnum
