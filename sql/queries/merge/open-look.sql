-- Enters a second look at a run: its tables and the keys to read again. Returns how many keys are beyond the most a table may have.
select admin.look_open(:run_id::bigint, :look_run_id::bigint, :most::integer) as beyond
