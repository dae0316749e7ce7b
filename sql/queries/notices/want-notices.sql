-- Notices are wanted from now on; nothing happens where they were before.
insert into admin.reload_notices_since default values
on conflict do nothing
