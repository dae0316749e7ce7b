-- Classifies every staged row of a table and writes its plan, to be applied on at most so many connections; or opens it, where it has several lanes.
call admin.merge_plan(:run_id::bigint, :position::integer, :connections::integer)
