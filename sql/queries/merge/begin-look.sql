-- Opens a second look at a run, as a run of its own. Null where there is nothing to read again.
select admin.look_begin(:run_id::bigint, :most::integer) as look_run_id
