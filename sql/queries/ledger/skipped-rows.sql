-- The keys that a run skipped, table by table and reason by reason.
select t.target_schema || '.' || t.target_table as table_name, s.reason, s.key::text as key, s.detail
from admin.reload_skipped_rows s
join admin.reload_run_tables t using (run_id, position)
where s.run_id = :run_id
order by s.position, s.reason, s.skipped_id
limit :limit
