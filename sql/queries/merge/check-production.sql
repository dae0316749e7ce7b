-- Fails where a table of the run cannot be written as it is to be. Returns whose code acts on what is written, for the evidence.
select admin.check_production(:run_id::bigint), admin.production_evidence(:run_id::bigint)::text as evidence
