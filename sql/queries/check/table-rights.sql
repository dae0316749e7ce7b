-- What the role may do with a table. strangers: owners of it or of a partition of it that the role is no member of, so that it cannot put
-- the fence's triggers there. A role that does not inherit its memberships is no member in this sense.
select quote_ident(current_user) as role,
       quote_ident(pg_get_userbyid(c.relowner)) as owner,
       array(select distinct quote_ident(pg_get_userbyid(m.relowner))
             from pg_class m
             where (m.oid = c.oid or m.oid in (select relid from pg_partition_tree(c.oid))) and not pg_has_role(m.relowner, 'USAGE')) as strangers,
       array(select p from unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE']) p where not has_table_privilege(c.oid, p)) as missing,
       has_schema_privilege(n.oid, 'USAGE') as enters
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where n.nspname = :schema and c.relname = :table
