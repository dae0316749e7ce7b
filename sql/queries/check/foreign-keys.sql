-- The foreign keys of a table, and what is special of each: registered are the tables that are reloaded, as schema.table.
select quote_ident(c.conname) as name,
       format('%I.%I', n.nspname, p.relname) as parent,
       concat_ws('.', n.nspname, p.relname) = any (:registered) or exists (
         select from pg_partition_ancestors(p.oid) a join pg_class ac on ac.oid = a join pg_namespace an on an.oid = ac.relnamespace
         where concat_ws('.', an.nspname, ac.relname) = any (:registered)) as parent_registered,
       c.convalidated as validated,
       coalesce((to_jsonb(c) ->> 'conenforced')::boolean, true) as enforced,
       coalesce((select bool_and(t.tgenabled in ('O', 'A')) from pg_trigger t where t.tgconstraint = c.oid and t.tgrelid = c.conrelid), true) as checked,
       c.confrelid = c.conrelid as to_itself,
       exists (
         with recursive below as (
           select c.confrelid as relation
           union select k.confrelid from below b join pg_constraint k on k.conrelid = b.relation and k.contype = 'f')
         select from below b where b.relation = c.conrelid) as in_circle,
       has_table_privilege(p.oid, 'SELECT') and has_any_column_privilege(p.oid, 'UPDATE') as may_hold_parent
from pg_constraint c
join pg_class r on r.oid = c.conrelid
join pg_namespace rn on rn.oid = r.relnamespace
join pg_class p on p.oid = c.confrelid
join pg_namespace n on n.oid = p.relnamespace
where c.contype = 'f' and rn.nspname = :schema and r.relname = :table
  and not exists (select from pg_constraint up where up.oid = c.conparentid and up.conrelid = c.conrelid)
order by c.conname
