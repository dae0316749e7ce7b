-- Enters what an undo has to take back into its account; refused where it was not kept. Returns how many tables that are.
select admin.undo_open(:run_id::bigint, :undo_run_id::bigint),
  (select count(*) from admin.reload_run_tables where run_id = :undo_run_id::bigint) as tables
