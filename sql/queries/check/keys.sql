-- What of the key of a table cannot be relied on; keys and constraints that a session in replica does not enforce; and what is unique beside the key.
select admin.key_problem(target, :window_column, nullif(:key::text[], '{}')) as problem,
       array(select u.name from admin.unique_keys(target) u where admin.of_key(u.index, admin.key_index(target, nullif(:key::text[], '{}'))) is not true order by 1) as beside,
       array(select u.name from admin.unique_keys(target) u where u.deferred order by 1) as deferrable
from (select to_regclass(format('%I.%I', :schema::text, :table::text)) as target) t
where target is not null
