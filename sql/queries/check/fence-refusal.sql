-- Why a table cannot be fenced and merged; null where it can, or is not there.
select admin.fence_refusal(c.oid, nullif(:key::text[], '{}')) as refusal
from pg_class c
where c.oid = to_regclass(format('%I.%I', :schema::text, :table::text))
