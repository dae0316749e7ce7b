-- Enters the keys that a request names for a table of its run. Returns what is wrong with them; null where nothing is.
select admin.keys_enter(:run_id::bigint, :position::integer, :keys::jsonb, :unreadable::bigint) as wrong
