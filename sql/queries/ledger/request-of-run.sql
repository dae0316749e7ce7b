-- Whether a run was asked by the same document.
select request is not distinct from :document::jsonb as same
from admin.reload_runs
where run_id = :run_id
