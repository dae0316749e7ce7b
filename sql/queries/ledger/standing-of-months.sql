-- How each table stands in each month that anything has happened to, both ends included.
select s.target_schema, s.target_table, s.slot_from, s.run_id, s.state
from (
  select array_agg(m) as froms, array_agg(m + interval '1 month') as tos
  from generate_series(:first::timestamp, :last::timestamp, interval '1 month') m) months
cross join lateral admin.ledger_standing(months.froms, months.tos) s
