-- DMS's tables of changes that it could not apply, and whether the program can use them.
select c.oid::regclass::text as name, quote_ident(n.nspname) as schema, quote_ident(current_user) as role,
       c.oid in (select a.a from admin.apply_exceptions() a (a)) as readable
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where c.relname = 'awsdms_apply_exceptions' and c.relkind in ('r', 'p')
order by 1
