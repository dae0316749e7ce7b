-- What DMS's control tables know to be wrong of registered tables.
select target_schema, target_table, month, kind, n, since, null::bigint as run_id, detail, keys::text as keys
from admin.drift_recorded(:control_schema::text, :control_zone::text, :source_zone::text)
