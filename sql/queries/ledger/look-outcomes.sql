-- How many keys of a look have come to what; open where it is not known yet, later where the next look asks.
select case when k.asked or k.outcome = 'unread' then coalesce(k.outcome, 'open') else 'later' end as outcome, count(*) as keys
from admin.reload_look_keys k
where k.run_id = :run_id and not k.control
group by 1
order by 1
