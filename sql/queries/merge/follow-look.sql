-- Opens the look after a look whose fence still stands. Null where nothing is open, or no more looks may follow.
select admin.look_follow(:look_run_id::bigint, :most::integer, :most_looks::integer) as look_run_id
