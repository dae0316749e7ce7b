-- Whose code acts on what the run writes, for the evidence.
select admin.production_evidence(:run_id::bigint)::text as evidence
