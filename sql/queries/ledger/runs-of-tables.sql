-- Each table with those of some runs that touched it, those of them that verified it, and those that merged it but left something open.
select target_schema, target_table,
       array_agg(run_id) as runs,
       coalesce(array_agg(run_id) filter (where merge_state = 'VERIFIED' and not left_open), '{}') as verified,
       coalesce(array_agg(run_id) filter (where left_open), '{}') as left_open
from (
  select t.target_schema, t.target_table, t.run_id, t.merge_state, exists (
      select from admin.reload_findings f
      where f.run_id = t.run_id and f.severity = 'partial' and coalesce(f.position, t.position) = t.position) as left_open
  from unnest(:run_ids::bigint[]) asked (run_id)
  join admin.reload_run_tables t using (run_id)
) touched
group by target_schema, target_table
