-- How many runs need a person, by the code that they ended with.
select r.error_code, count(*) as runs
from admin.reload_runs r
where r.run_id in (select admin.needs_person())
group by r.error_code
