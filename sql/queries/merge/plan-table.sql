call admin.merge_plan(:run::bigint, :position::integer)
