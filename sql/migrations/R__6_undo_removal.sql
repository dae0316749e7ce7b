-- What an undo removes again: rows that the chunk inserted, but none on which a row hangs that stays, over any number of steps: a cascade asks
-- nobody, and would take what CDC wrote since along with the row between.

-- The name of a row's place, in all tables.
create or replace function admin.place_name(of_row text) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select format('concat(%1$s.tableoid, '' '', %1$s.ctid)', of_row)
$$;

-- SQL of one table, null where nothing is dragged along. going: the rows p to remove, as far as they go by themselves. first: those of them on which
-- somebody else hangs, or a row that does not go. next: the rows p on which the row at s.place hangs. Rows that a trigger made for the chunk may go.
create or replace function admin.undo_stays(target regclass, rows text, ring oid[], triggers text) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  place text := admin.place_name('p');
  drags text := admin.drags_along(target,
    format('c.xmin = $4 and (c.tableoid <> all (%L::oid[]) or %s in (select place from going))', ring, admin.place_name('c')), triggers);
begin
  if drags = 'false' then
    return null;
  end if;
  return jsonb_build_object(
    'going', format('select %s as place from %s', place, rows),
    'first', format('select %s as place from %s and (%s)', place, rows, drags),
    'next', (
      select string_agg(format(
        'select %s as place from %s c join %s p on %s where c.tableoid = split_part(s.place, '' '', 1)::oid and c.ctid = split_part(s.place, '' '', 2)::tid and p.xmin = $4',
        place, admin.key_end(f.child), target, f.matches), ' union all ')
      from admin.children(target) f where triggers = 'skip' or f.action in ('c', 'n', 'd')));
end
$$;

-- The statement that removes the rows of these tables, of which each is what undo_statements says about it.
create or replace function admin.undo_removal(members jsonb) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select format('with %s %s select array_agg(g.reload_n) from (%s) g',
    'recursive going as materialized (' || string_agg(m.value -> 'stays' ->> 'going', ' union all ') || '), stays as (('
      || string_agg(m.value -> 'stays' ->> 'first', ' union all ') || ') union select x.place from stays s cross join lateral ('
      || string_agg(m.value -> 'stays' ->> 'next', ' union all ') || ') x),',
    string_agg(format('gone_%s as (%s)', m.key, m.value ->> 'delete'), ', '),
    string_agg(format('select reload_n from gone_%s', m.key), ' union all '))
  from jsonb_each(members) m
$$;
