-- Pauses an entry; one that is paused already keeps its first reason.
insert into admin.reload_pauses (entry, actor, reason)
values (:entry, :actor, :reason)
on conflict do nothing
