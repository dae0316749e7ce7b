-- Some of the keys that a run listed, table by table: at most so many of each reason.
select table_name, reason, key, detail
from (
  select t.position, t.target_schema || '.' || t.target_table as table_name, s.reason, s.key::text as key, s.detail, s.skipped_id,
         row_number() over (partition by s.position, s.reason order by s.skipped_id) as n
  from admin.reload_skipped_rows s
  join admin.reload_run_tables t using (run_id, position)
  where s.run_id = :run_id
) r
where n <= :each
order by position, reason, skipped_id
