-- The event triggers that act on what the program makes, and why what a run makes is refused; null where it is not.
select e.names, case when cardinality(e.names) > 0 then admin.try_ddl() end as refusal
from (select array(select format('%s (%s)', t.name, t.function) from admin.event_triggers() t) as names) e
