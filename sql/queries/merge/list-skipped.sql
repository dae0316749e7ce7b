-- Keys that a run skipped, quarantined or found too many, as far as they are listed.
select reason, key::text as key, detail
from admin.reload_skipped_rows
where run_id = :run_id::bigint and position = :position::integer
order by reason, skipped_id
