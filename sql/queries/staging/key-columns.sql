-- The columns by which the rows of a table are told apart, in the key's order; where nothing says which they are, why. could: an index could stand for
-- a primary key, if somebody said so.
select coalesce(array(
         select u.name
         from admin.key_candidates(target) c cross join unnest(c.columns) with ordinality u (name, position)
         where c.index = admin.key_index(target, declared) and (declared is null or u.name = any (declared))
         order by u.position), '{}') as columns,
       admin.key_refusal(target, declared) as refusal,
       exists (select from admin.key_candidates(target) c where c.unfit is null) as could
from (select to_regclass(format('%I.%I', :schema::text, :table::text)) as target, nullif(:key::text[], '{}') as declared) t
