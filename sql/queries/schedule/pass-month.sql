-- A month is asked for, or passed over in a pause. An older one takes nothing back. Whoever does this keeps the schedule.
insert into admin.reload_schedule as s (asked_to) values (:month::date)
on conflict (only_row) do update set asked_to = greatest(s.asked_to, excluded.asked_to), off_since = null
