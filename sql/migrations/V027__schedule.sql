-- Up to which month the schedule has asked: what it missed, for however long, it asks for at its next fire.

create table admin.reload_schedule (
  asked_to date not null check (extract(day from asked_to) = 1),
  only_row boolean primary key default true check (only_row)
);
comment on table admin.reload_schedule is
  'One row while there is a schedule: the first day of the last month that it has asked for, has passed over in a pause, or that was over before it began.';
insert into admin.reload_schedule (asked_to)
select date_trunc('month', max(window_from))::date from admin.reload_runs where origin = 'schedule' having max(window_from) is not null;
