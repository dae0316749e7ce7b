-- The foreign keys that lead to a table from children which PostgreSQL would empty where the row they refer to is updated.
select quote_ident(c.conname) as name, format('%I.%I', n.nspname, k.relname) as child, string_agg(quote_ident(a.attname), ', ') as columns,
       case c.confupdtype when 'n' then 'SET NULL' else 'SET DEFAULT' end as action
from pg_constraint c
join pg_class r on r.oid = c.confrelid
join pg_namespace rn on rn.oid = r.relnamespace
join pg_class k on k.oid = c.conrelid
join pg_namespace n on n.oid = k.relnamespace
join pg_attribute a on a.attrelid = c.confrelid and a.attnum = any (c.confkey)
where c.contype = 'f' and c.confupdtype in ('n', 'd') and coalesce((to_jsonb(c) ->> 'conenforced')::boolean, true)
  and (rn.nspname, r.relname) in (
    select :schema, :table
    union all
    select an.nspname, ac.relname
    from pg_partition_ancestors(to_regclass(format('%I.%I', :schema, :table))) p join pg_class ac on ac.oid = p join pg_namespace an on an.oid = ac.relnamespace)
  and not exists (select from pg_constraint up where up.oid = c.conparentid)
group by c.oid, c.conname, n.nspname, k.relname, c.confupdtype
order by c.conname
