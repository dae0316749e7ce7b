-- Why nothing of production enforces that a key stands there once; no row where an index does.
select why
from (select admin.key_may_repeat(to_regclass(format('%I.%I', :schema::text, :table::text)), nullif(:key::text[], '{}')) as why) k
where why is not null
