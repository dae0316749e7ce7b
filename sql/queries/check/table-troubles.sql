-- What a run would refuse of a table.
select code, detail, fix
from admin.table_troubles((select c.oid from pg_class c where c.relnamespace = to_regnamespace(quote_ident(:schema)) and c.relname = :table)::regclass,
  :triggers, :trusted::text[])
