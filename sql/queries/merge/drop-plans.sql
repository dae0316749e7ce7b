call admin.merge_drop(:run::bigint)
