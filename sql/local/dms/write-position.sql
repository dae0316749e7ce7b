insert into {schema}.awsdms_txn_state as state ("TASK_NAME", "POSITION") values (?, ?::pg_lsn)
on conflict ("TASK_NAME") do update set "POSITION" = excluded."POSITION"
