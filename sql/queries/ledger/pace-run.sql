-- How many rows a call of the merge may write a second.
update admin.reload_runs
set rows_per_second = :rows_per_second
where run_id = :run_id and rows_per_second is distinct from :rows_per_second
