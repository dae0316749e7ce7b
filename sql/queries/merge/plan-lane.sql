-- Plans what is left of a table whose plan is open, lane by lane.
call admin.merge_plan_lane(:run_id::bigint, :position::integer)
