-- DMS's table of changes that a capture task could not apply. {schema} is the task's ControlSchema.
create table if not exists {schema}.awsdms_apply_exceptions (
    "TASK_NAME" varchar(128) not null,
    "TABLE_OWNER" varchar(128) not null,
    "TABLE_NAME" varchar(128) not null,
    "ERROR_TIME" timestamp not null,
    "STATEMENT" text not null,
    "ERROR" text not null
);
