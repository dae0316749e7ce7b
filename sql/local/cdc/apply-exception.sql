insert into public.awsdms_apply_exceptions ("TASK_NAME", "TABLE_OWNER", "TABLE_NAME", "ERROR_TIME", "STATEMENT", "ERROR")
values ('local-cdc', 'production', ?, localtimestamp, ?, ?)
