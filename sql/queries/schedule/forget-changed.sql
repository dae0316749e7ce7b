-- Forgets the stored schedule where the settings want another one: Camel compares only the cron expression, and not with its zone.
with gone as (
  delete from admin.quartz_cron_triggers
  where sched_name = :scheduler and (cron_expression, time_zone_id) is distinct from (:cron, :zone)
  returning sched_name, trigger_name, trigger_group
), triggers as (
  delete from admin.quartz_triggers t using gone
  where (t.sched_name, t.trigger_name, t.trigger_group) = (gone.sched_name, gone.trigger_name, gone.trigger_group)
  returning t.sched_name, t.job_name, t.job_group
)
delete from admin.quartz_job_details j using triggers
where (j.sched_name, j.job_name, j.job_group) = (triggers.sched_name, triggers.job_name, triggers.job_group)
