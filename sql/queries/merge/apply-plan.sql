-- Applies the plan of a table for a while; done tells whether it is merged.
call admin.merge_apply(:run_id::bigint, :position::integer, :chunk_rows::integer,
  :lock_timeout_ms::bigint * interval '1 millisecond', :budget_ms::bigint * interval '1 millisecond', null,
  :max_rejected::integer)
