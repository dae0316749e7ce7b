-- The columns of a table's key by which no look can ask.
select coalesce(admin.unasked_columns(c.oid, nullif(:key::text[], '{}')), '{}') as columns
from pg_class c
where c.oid = to_regclass(format('%I.%I', :schema::text, :table::text))
