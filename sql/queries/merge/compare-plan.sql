-- Compares the plans of a run with what an earlier dry run promised; deviating is what CDC does not explain.
call admin.merge_compare(:run_id::bigint, :plan_run_id::bigint, null)
