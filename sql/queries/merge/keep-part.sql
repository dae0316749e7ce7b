-- Keeps what one part has brought of a table.
select admin.keys_keep(:run_id::bigint, :position::integer, :part::integer)
