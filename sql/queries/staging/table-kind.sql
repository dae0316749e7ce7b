-- What has the table's name, where it is no table; a table that the role cannot see has no row.
select case c.relkind when 'v' then 'is a view' when 'm' then 'is a materialized view' when 'f' then 'is a foreign table' when 'S' then 'is a sequence'
         when 'c' then 'is a composite type' when 'i' then 'is an index' else 'is no table' end
  || case when c.relkind = 'v' then coalesce(': name the table behind it, ' || (
       select string_agg(distinct b.oid::regclass::text, ', ')
       from pg_rewrite w join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid and d.refclassid = 'pg_class'::regclass
       join pg_class b on b.oid = d.refobjid and b.relkind in ('r', 'p')
       where w.ev_class = c.oid), '') else '' end as kind
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where n.nspname = :schema and c.relname = :table and c.relkind not in ('r', 'p')
