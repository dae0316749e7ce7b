-- There is no schedule: one that comes later does not make up for the time between.
delete from admin.reload_schedule
