-- What the filters of a look ask for in one table: one value, or a range of them, a row.
select c.name, c.low, c.high
from admin.look_ranges(:look_run_id::bigint, :position::integer) c
