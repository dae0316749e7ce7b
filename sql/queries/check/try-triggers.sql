-- What triggers make of the window column of a row, taken back again.
select admin.try_triggers(c.oid::regclass, a.attname, :triggers, :trusted::text[], admin.login_path(:login)) as altered
from pg_class c join pg_attribute a on a.attrelid = c.oid and lower(a.attname) = lower(:window_column) and a.attnum > 0
where c.relnamespace = to_regnamespace(quote_ident(:schema)) and c.relname = :table
order by a.attname = :window_column desc limit 1
