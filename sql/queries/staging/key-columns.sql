-- The primary key's columns, in the key's order.
select a.attname as name
from pg_index i
join pg_class c on c.oid = i.indrelid
join pg_namespace n on n.oid = c.relnamespace
cross join unnest(i.indkey::int2[]) with ordinality k (attnum, position)
join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
where n.nspname = :schema and c.relname = :table and i.indisprimary and k.position <= i.indnkeyatts
order by k.position
