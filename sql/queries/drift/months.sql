-- How each registered table stands in each of some months.
select target_schema, target_table, month, state
from admin.drift_months(:first::timestamp, :last::timestamp)
