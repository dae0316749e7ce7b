-- Keys that open looks have yet to read.
select count(*) as keys
from admin.reload_look_keys k
join admin.reload_runs r using (run_id)
where r.finished_at is null and not k.control
