-- The first day of the last month that the schedule has asked for or passed over.
select asked_to::timestamp as month from admin.reload_schedule
