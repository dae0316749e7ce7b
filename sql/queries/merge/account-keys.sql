-- Puts on record which keys of a table neither side has, and which only production has.
select admin.keys_account(:run_id::bigint, :position::integer)
