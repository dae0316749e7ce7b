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
