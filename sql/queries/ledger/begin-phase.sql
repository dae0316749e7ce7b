-- Remembers when a phase began; a repeated phase keeps its first time, and has not ended.
insert into admin.reload_phases as p (run_id, phase)
values (:run_id, :phase)
on conflict (run_id, phase) do update set finished_at = null where p.finished_at is not null
