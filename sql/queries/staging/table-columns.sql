-- The columns of a table that a row from the source can fill, in order, with their exact types. Empty where the table does not exist.
select a.attname as name,
       format_type(a.atttypid, a.atttypmod) as type
from pg_attribute a
join pg_class c on c.oid = a.attrelid
join pg_namespace n on n.oid = c.relnamespace
where n.nspname = :schema and c.relname = :table
  and c.relkind in ('r', 'p')
  and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
order by a.attnum
