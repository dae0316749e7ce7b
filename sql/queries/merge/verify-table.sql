call admin.merge_verify(:run::bigint, :position::integer, null)
