call admin.merge_apply(:run::bigint, :position::integer, :chunk_rows::integer, :lock_timeout::interval, :budget::interval, null)
