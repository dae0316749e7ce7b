-- Opens a look at what a run that came to no good end has committed. Null where there is nothing to read again.
select admin.look_after(:run_id::bigint, :most::integer) as look_run_id
