-- What an undo holds before it asks who refers to a row: from then on nobody else can come to refer to it. Asked in the statement that writes,
-- a child that comes while that statement waits for it would not be seen, and be dragged along.

-- Holds those rows of a chunk whose writing might drag children along, or strip them of their parent, until the transaction ends.
create or replace function admin.undo_hold(run bigint, c admin.merge_chunks, target regclass) returns void
language plpgsql set search_path = pg_catalog, pg_temp set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
  before regclass := admin.relation('admin', format('before_%s_%s', run, c.position));
  plan regclass := admin.relation('admin', format('plan_%s_%s', run, c.position));
  triggers text := admin.run_triggers(run);
  moved text := admin.strips_children(target, before, triggers, true);
  p_is_d text := (select string_agg(concat('p.', k.name, k.equals, 'd.', k.name), ' and ' order by k.rank) from admin.key_columns(target) k);
  hold text := 'select from %s p join %s d on %s
    where d.reload_n between $1 and $2 and ($3::bigint[] is null or d.reload_n = any ($3)) and p.xmin = $4 and (%s)
    order by d.reload_n for update of p';
begin
  if admin.drags_along(target, 'true', triggers) <> 'false' then
    execute format(hold, target, plan, p_is_d, 'd.reload_op = ''I''') using c.first_n, c.last_n, c.numbers, c.xid;
  end if;
  if moved <> 'false' then
    execute format(hold, target, before, p_is_d, moved) using c.first_n, c.last_n, c.numbers, c.xid;
  end if;
end
$$;
