-- What an undo must not bring back: a row whose parent is gone by now. Where triggers do not act nobody else asks.

-- SQL that is true where the image d would make an orphan of production's row p, which has that parent no more. again: there is no p, the row
-- comes back as a whole. Parents that are there are held until the transaction ends.
create or replace function admin.lost_parents(target regclass, triggers text, again boolean default false) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(string_agg(format('exists (select from %s(select d.*) p where %s and not (%s)%s)',
      case when again then '' else '(select p.*) o cross join lateral ' end,
      k.p_asks, regexp_replace(k.p_found, '^(exists .*)\)$', '\1 for key share of f)'), case when again then '' else format(' and not (%s)', k.p_same) end),
    ' or '), 'false')
  from admin.foreign_keys(target, target) k
  where triggers <> all (k.checks)
$$;

-- SQL that is true where the image d in place of production's row p would strip children of p of their parent, and PostgreSQL would not refuse it: see
-- admin.child_keys. A column that the images lack stays as it is. may: where it had such children.
drop function if exists admin.strips_children(regclass, regclass, text);
create or replace function admin.strips_children(target regclass, before regclass, triggers text, may boolean default false) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(string_agg(case when may then k.moved else format('(%s) and %s', k.moved, k.held) end, ' or '), 'false')
  from (
    select string_agg(admin.other_image('d.' || quote_ident(fa.attname), 'p.' || quote_ident(fa.attname), fa.atttypid), ' or ')
        filter (where (triggers = 'skip' and fa.attname not in (
            select x.attname from pg_attribute x join admin.key_columns(target) y on y.attribute = x.attnum where x.attrelid = target) or triggers <> 'skip' and c.confupdtype in ('n', 'd'))
          and exists (select from pg_attribute b where b.attrelid = before and b.attname = fa.attname and not b.attisdropped)) as moved,
      case when has_table_privilege(c.conrelid, 'SELECT') then format('exists (select from %s c where %s)', admin.key_end(c.conrelid),
        string_agg(format('p.%I operator(%I.%s) c.%I', fa.attname, n.nspname, o.oprname, a.attname) || admin.key_collation(fa), ' and ')) else 'true' end as held
    from pg_constraint c
    cross join lateral unnest(c.conkey, c.confkey, c.conpfeqop) k (child, parent, operator)
    join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.child
    join pg_attribute fa on fa.attrelid = c.confrelid and fa.attnum = k.parent
    join pg_operator o on o.oid = k.operator
    join pg_namespace n on n.oid = o.oprnamespace
    where c.contype = 'f' and admin.enforced(c)
      and (c.confrelid in (select admin.members(target)) or c.confrelid in (select pg_partition_ancestors(target)))
      and not exists (select from pg_constraint up where up.oid = c.conparentid)
    group by c.oid, c.conrelid, c.confupdtype) k
  where k.moved is not null
$$;
