-- Remembers when a phase began; a repeated phase keeps its first time.
insert into admin.reload_phases (run_id, phase)
values (:run_id, :phase)
on conflict do nothing
