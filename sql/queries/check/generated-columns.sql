-- The columns of a table that production computes itself.
select quote_ident(a.attname) as name
from pg_attribute a
join pg_class c on c.oid = a.attrelid
join pg_namespace n on n.oid = c.relnamespace
where n.nspname = :schema and c.relname = :table and a.attnum > 0 and not a.attisdropped and a.attgenerated <> ''
order by a.attnum
