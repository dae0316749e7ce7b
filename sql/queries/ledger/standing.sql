-- Whether the ledger is there, and whether this session could write to it. What it may not read fails here.
select pg_is_in_recovery() as standby, current_setting('transaction_read_only')::boolean as read_only,
       has_table_privilege('admin.reload_runs', 'insert') and has_table_privilege('admin.reload_runs', 'update') as may_write,
       exists (select from admin.reload_runs) as any_run
