insert into admin.reload_runs (run_id, request_id, origin, window_from, window_to, zone, state, phase, options)
values (1, 'bench', 'cli', '2024-01-01', '2026-02-01', 'UTC', 'RUNNING', 'merge', '{"verify": "proof"}');
insert into admin.reload_run_tables (run_id, position, source_schema, source_table, target_schema, target_table, staging_table, window_column)
values (1, 1, 'SOURCE', 'CUSTOMERS', 'production', 'customers', 'customers', 'updated_at');
call admin.fence_arm(1)
