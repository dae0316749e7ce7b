-- Classifies every staged row of a table and writes its plan.
call admin.merge_plan(:run_id::bigint, :position::integer)
