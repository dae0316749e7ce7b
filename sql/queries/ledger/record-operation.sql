-- Who did what, and why.
insert into admin.reload_operations (operation, run_id, entry, origin, actor, reason)
values (:operation, :run_id, :entry, :origin, :actor, :reason)
