-- Changes that production refused from CDC since the run began, now on record.
select admin.note_refusals(:run_id) as refused
