-- Lets the keys of one part be those that are asked for.
select admin.keys_ask(:run_id::bigint, :part::integer)
