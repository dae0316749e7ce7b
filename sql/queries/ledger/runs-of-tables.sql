-- Each table with the runs that touched it since a run, and with those of them that verified it.
select target_schema, target_table,
       array_agg(run_id) as runs,
       coalesce(array_agg(run_id) filter (where merge_state = 'VERIFIED'), '{}') as verified
from admin.reload_run_tables
where run_id >= :since
group by target_schema, target_table
