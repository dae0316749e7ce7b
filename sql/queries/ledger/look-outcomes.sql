-- How many keys of a second look have come to what; open where it is not known yet.
select coalesce(k.outcome, 'open') as outcome, count(*) as keys
from admin.reload_look_keys k
where k.run_id = :run_id
group by 1
order by 1
