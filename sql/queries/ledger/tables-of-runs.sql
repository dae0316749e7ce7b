-- The tables of several runs with their accounts, in order; what an earlier run of the table makes us expect; how fast the load is.
select t.*, extract(epoch from t.merge_finished_at - t.merge_started_at)::numeric * 1000 as merge_ms,
       extract(epoch from t.load_seen_at - t.load_started_at)::numeric * 1000 as load_ms,
       expected.rows as expected_rows
from admin.reload_run_tables t
join admin.reload_runs r using (run_id)
left join lateral (
  select round(earlier.staged * extract(epoch from r.window_to - r.window_from)
               / extract(epoch from e.window_to - e.window_from))::bigint as rows
  from admin.reload_run_tables earlier
  join admin.reload_runs e on e.run_id = earlier.run_id
  where earlier.target_schema = t.target_schema and earlier.target_table = t.target_table
    and earlier.run_id < t.run_id and earlier.merge_state = 'VERIFIED'
  order by earlier.run_id desc
  limit 1
) expected on true
where t.run_id = any (:run_ids)
order by t.run_id, t.position
