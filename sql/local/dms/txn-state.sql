-- How far a capture task has got, written in the transaction that applies the changes. {schema} is the task's ControlSchema.
create table if not exists {schema}.awsdms_txn_state (
    "TASK_NAME" varchar(128) not null primary key,
    "POSITION" pg_lsn not null,
    "LOAD_END" pg_lsn
);
