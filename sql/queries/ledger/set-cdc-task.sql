-- The CDC task that replicates a table of a run.
update admin.reload_run_tables
set cdc_task = :cdc_task
where run_id = :run_id and position = :position
