-- Drops what only an open run needs; what an undo needs stays.
call admin.merge_drop(:run_id::bigint)
