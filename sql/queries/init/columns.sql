-- The columns of a table, as one chooses among them: what is NOT NULL, what an index begins with, what nobody can write; and
-- whether the table is small enough to be loaded as a whole.
select a.attname as name,
       format_type(coalesce(nullif(t.typbasetype, 0), t.oid), null) as base_type,
       a.attnotnull as not_null,
       a.attgenerated <> '' or a.attidentity = 'a' as made,
       pg_relation_size(c.oid) + (select coalesce(sum(pg_relation_size(t.relid)), 0) from pg_partition_tree(c.oid) t) <= 16 * 1024 * 1024 as in_small_table,
       exists (select from pg_index i where i.indrelid = a.attrelid and i.indisvalid and i.indkey[0] = a.attnum) as indexed
from pg_attribute a
join pg_class c on c.oid = a.attrelid
join pg_namespace n on n.oid = c.relnamespace
join pg_type t on t.oid = a.atttypid
where n.nspname = :schema and c.relname = :table
  and c.relkind in ('r', 'p')
  and a.attnum > 0 and not a.attisdropped
order by a.attnum
