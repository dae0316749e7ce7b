-- Keeps a document with the run; a later one of the same kind replaces it.
insert into admin.reload_evidence (run_id, kind, document)
values (:run_id, :kind, :document::jsonb)
on conflict (run_id, kind) do update set document = excluded.document, recorded_at = clock_timestamp()
