-- Whether the schedule's store is there, and whether this session could write to it. What it may not read fails here.
select has_table_privilege('admin.quartz_triggers', 'update') and has_table_privilege('admin.quartz_locks', 'update') as may_write,
       exists (select from admin.quartz_triggers) as any_trigger
