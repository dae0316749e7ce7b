-- This instance has no schedule. Others may: whether they do is seen by the next that starts with one.
update admin.reload_schedule set off_since = coalesce(off_since, clock_timestamp())
