insert into {schema}.awsdms_apply_exceptions ("TASK_NAME", "TABLE_OWNER", "TABLE_NAME", "ERROR_TIME", "STATEMENT", "ERROR")
values (?, ?, ?, localtimestamp, ?, ?)
