-- The schedule begins: what was over before is not its business. One that has begun goes on, unless there was none for more than a day: nobody
-- has asked since an instance without one started, and none has come to look for what is due.
insert into admin.reload_schedule as s (asked_to) values (:month::date)
on conflict (only_row) do update set
  asked_to = case
    when s.off_since < clock_timestamp() - interval '1 day' and not exists (
      select from admin.quartz_scheduler_state q where to_timestamp(q.last_checkin_time / 1000.0) > s.off_since + interval '1 minute')
    then greatest(s.asked_to, excluded.asked_to)
    else s.asked_to end,
  off_since = null
