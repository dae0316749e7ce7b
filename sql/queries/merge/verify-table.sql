-- Compares again; unexplained is the number of staged rows that production neither holds nor explains.
call admin.merge_verify(:run_id::bigint, :position::integer, null)
