delete from {schema}.awsdms_txn_state where "TASK_NAME" = ?
