-- A document of a run.
select document::text as document
from admin.reload_evidence
where run_id = :run_id and kind = :kind
