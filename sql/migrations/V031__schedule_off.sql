-- Which instance has no schedule says nothing of the others.

alter table admin.reload_schedule add column off_since timestamptz;
comment on column admin.reload_schedule.off_since is
  'When an instance without a schedule started, unless one with a schedule has since. The months are begun anew only if none kept it for a day from then.';
