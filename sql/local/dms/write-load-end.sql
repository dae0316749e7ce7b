insert into {schema}.awsdms_txn_state as state ("TASK_NAME", "POSITION", "LOAD_END") values (?, '0/0', ?::pg_lsn)
on conflict ("TASK_NAME") do update set "LOAD_END" = excluded."LOAD_END"
