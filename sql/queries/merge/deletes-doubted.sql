-- Whether a run is in doubt about what only production has.
select admin.deletes_doubted(:run_id::bigint, :position::integer) as doubted
