-- All tables of a run and of the attempts whose rest it takes.
select distinct t.target_schema, t.target_table
from admin.attempts_together(:run_id::bigint) a
join admin.reload_run_tables t on t.run_id = a
