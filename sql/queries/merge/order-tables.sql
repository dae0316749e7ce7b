-- The tables of a run, parents before children.
select pos as position, in_cycle from admin.merge_order(:run_id::bigint) order by step
