-- Whether the role under which DMS writes may fill staging; no row where there is no such role. Tables that do not exist yet are made with
-- the default privileges of our role, which are asked as well.
select quote_ident(r.rolname) as loader,
       quote_ident(current_user) as role,
       n.oid is not null as there,
       coalesce(has_schema_privilege(r.oid, n.oid, 'USAGE'), false) as enters,
       array(select c.relname::text
             from pg_class c
             where c.relnamespace = n.oid and c.relkind = 'r' and c.relname = any (:tables::text[])
               and not (has_table_privilege(r.oid, c.oid, 'INSERT') and has_table_privilege(r.oid, c.oid, 'SELECT'))) as closed,
       r.rolsuper or pg_has_role(r.oid, current_user::regrole, 'USAGE') or exists (
         select from pg_default_acl d, aclexplode(d.defaclacl) a
         where d.defaclrole = current_user::regrole and d.defaclobjtype = 'r' and d.defaclnamespace in (0, n.oid)
           and a.privilege_type = 'INSERT' and (a.grantee = 0 or pg_has_role(r.oid, a.grantee, 'USAGE'))) as by_default
from pg_roles r
left join pg_namespace n on n.nspname = 'staging'
where r.rolname = :loader
