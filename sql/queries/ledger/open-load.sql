-- Another DMS task of a run.
insert into admin.reload_loads (run_id, load, cdc_task, part, attempt, task_identifier)
values (:run_id, :load, :cdc_task, :part, :attempt, :task_identifier)
