select "POSITION"::text, "LOAD_END"::text from {schema}.awsdms_txn_state where "TASK_NAME" = ?
