-- The keys that the request of a run named, by table.
select t.target_schema, t.target_table, k.key::text as key
from admin.reload_look_keys k
join admin.reload_run_tables t using (run_id, position)
where k.run_id = :run_id and k.reason = 'requested' and not k.control
order by k.position, k.key
