-- The tables of a run, parents before children; those of one wave do not refer to each other.
select pos as position, wave, in_cycle from admin.merge_order(:run_id::bigint) order by step
