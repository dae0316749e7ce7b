-- Each table with those of some runs that touched it, and with those of them that verified it.
select target_schema, target_table,
       array_agg(run_id) as runs,
       coalesce(array_agg(run_id) filter (where merge_state = 'VERIFIED'), '{}') as verified
from unnest(:run_ids::bigint[]) asked (run_id)
join admin.reload_run_tables using (run_id)
group by target_schema, target_table
