-- Remembers which of the keys production holds, now that the fence stands.
select admin.look_hold(:run_id::bigint)
