-- Counts what a second look has loaded, and the rows that its filters should have kept out.
select staged, outside
from admin.look_count(:look_run_id::bigint, :position::integer)
