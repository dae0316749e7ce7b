-- A list of one table's runs is asked for by the table's name, with or without its schema: the name comes first.
drop index admin.reload_run_tables_target;
create index reload_run_tables_target on admin.reload_run_tables (target_table, target_schema, run_id) include (merge_state);
