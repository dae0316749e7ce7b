-- The schedule begins: what was over before is not its business. One that has begun goes on.
insert into admin.reload_schedule (asked_to) values (:month::date) on conflict do nothing
