-- Puts back into staging what all parts have brought.
select admin.keys_gather(:run_id::bigint)
