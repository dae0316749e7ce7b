-- All documents of a run, in the order in which they came.
select kind, recorded_at, document::text as document
from admin.reload_evidence
where run_id = :run_id
order by recorded_at, kind
