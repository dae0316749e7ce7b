-- Puts back what a run wrote where nobody has written since; done tells whether that was all. The undo is a run of its own.
call admin.merge_undo(:run_id::bigint, :undo_run_id::bigint,
  :lock_timeout_ms::bigint * interval '1 millisecond', :budget_ms::bigint * interval '1 millisecond', null)
