-- What a run found, in the order of its finding.
select f.severity, f.code, f.detail, t.target_schema || '.' || t.target_table as table_name, f.found_at
from admin.reload_findings f
left join admin.reload_run_tables t on t.run_id = f.run_id and t.position = f.position
where f.run_id = :run_id
order by f.finding_id
