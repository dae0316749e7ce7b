-- Whether the role can make things in a schema, or make the schema.
select n.oid is not null as there,
       coalesce(has_schema_privilege(n.oid, 'USAGE') and has_schema_privilege(n.oid, 'CREATE'), false) as usable,
       has_database_privilege(current_database(), 'CREATE') as can_be_made,
       quote_ident(current_database()) as database,
       quote_ident(current_user) as role
from (values (:schema)) wanted (name)
left join pg_namespace n on n.nspname = wanted.name
