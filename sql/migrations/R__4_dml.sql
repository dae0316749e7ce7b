-- The statements of a table's merge, made once for a call from its columns and its key.

-- The statements of one table, written once a call. d is the source of rows: the plan itself, or rows classified again.
-- $1 and $2 bound the chunk (low excluded), $3 are numbers: quarantined rows to leave out, or the only ones to look at; $4 is the chunk's xid.
create or replace function admin.merge_statements(run bigint, pos integer) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  t record := admin.merge_terms(run, pos);
  account admin.reload_run_tables := (select r from admin.reload_run_tables r where run_id = run and position = pos);
  chunk text := format('(select * from admin.%I d where reload_n > $1 and reload_n <= $2 and %%s)', t.plan);
  planned text := format(chunk, 'reload_n <> all ($3)');
  -- In the order in which they are given.
  chosen text := format('(select * from admin.%I d where reload_n > $1 and reload_n <= $2 and reload_n = any ($3)
      and reload_n <> all (array(select m.n from admin.merge_misses m where m.run_id = %s and m.position = %s and m.n = any ($3)))
    order by array_position($3, reload_n))', t.plan, run, pos);
  staged text := format('join %s s on s.ctid = d.staged_ctid and %s', t.staging, t.s_is_d);
  classified text := format('(%s)', admin.classification(t, format('%s d %s', chosen, staged), 'd.reload_n,'));
  ours text := format('(select from %s p where %s and p.xmin = $4)', t.target, t.p_is_d);
  parked record := t;
  rewritten record := t;
  aside text := format('(select d.reload_n, ''U''::"char" as reload_op, d.staged_ctid, p.ctid as reload_ctid, p.xmin as reload_xmin, %s
    from %s d join %s p on %s where p.xmin = $4)', (select string_agg('d.' || name, ', ' order by rank) from admin.key_columns(t.target)),
    chosen, t.target, t.p_is_d);
  miss text := format('insert into admin.merge_misses (run_id, position, n, reason) select %s, %s, ', run, pos);
  mark text := admin.code_mark(t.target);
begin
  parked.assignments := '/*aside*/';
  rewritten.undo := false;
  perform admin.check_code(t.target, t.triggers, (select trusted_owners from admin.reload_runs where run_id = run));
  return jsonb_build_object(
    'target', t.target, 'plan', t.plan, 'key_json', t.key_json, 'path', admin.run_path(run), 'mark', mark,
    'update', case when account.planned_updates > 0 then admin.update_statement(t, planned, t.staged_row) end,
    'insert', case when account.planned_inserts > 0 then admin.insert_statement(t, planned, t.staged_row, false) end,
    'insert_beside', admin.insert_statement(t, planned, t.staged_row, true),
    'update_again', admin.update_statement(t, classified, staged), 'insert_again', admin.insert_statement(t, classified, staged, true),
    -- Values set aside, and rows whose values were, written as planned: their images were kept before.
    'park', admin.update_statement(parked, classified, staged), 'unpark', admin.update_statement(rewritten, aside, staged),
    'changed', format('select array_agg(d.reload_n) from %s d where d.reload_op = ''U'' and not exists (select from %s p where %s and d.reload_xmin = p.xmin)',
      chosen, t.target, t.p_is_d),
    -- A row of ours that has moved to another partition looks deleted to the fence. CDC cannot have been at it: we hold it.
    'unfence', case when t.partial_key then format('delete from admin.%s z using %s d where d.reload_op <> ''I'' and %s and exists %s',
      t.fence, format(chunk, 'true'), t.z_is_d, ours) end,
    'missed', format('select array_agg(d.reload_n) from %s d where not exists %s', planned, ours),
    'open', format('select array_agg(d.reload_n) from %s d where not exists %s', chosen, ours),
    'hold', format('select from %s p join %s d on %s order by d.reload_n for no key update of p', t.target, chosen, t.p_is_d),
    'miss', format($f$%s d.reload_n, case d.reload_op when '=' then 'unchanged' when 'd' then 'deleted_by_cdc' when 't' then 'tie_touched_by_cdc' else 'newer_in_target' end
      from %s d where d.reload_op not in ('I', 'U', 'V')$f$, miss, classified),
    -- CDC wrote the row after the plan and is older than staging all the same: a second look will tell.
    'doubt', format($f$insert into admin.merge_doubts (run_id, position, n) select %s, %s, d.reload_n from %s d where d.reload_op = 'U' and reload_n = any ($3) and exists %s
      on conflict do nothing$f$, run, pos, format(chunk, 'true'), ours),
    -- A row to update that has vanished, though the fence knows of no delete, is inserted: a look will tell whether the source still has it.
    'vanished', format('select array_agg(d.reload_n) from %s d where d.reload_op <> ''I'' and not exists (select from %s p where %s)', chosen, t.target, t.p_is_d),
    'revived', format('insert into admin.merge_doubts (run_id, position, n, inserted) select %s, %s, d.reload_n, true from %s d where exists %s on conflict do nothing',
      run, pos, chosen, ours),
    'give_up', format('%s d.reload_n, ''tie_touched_by_cdc'' from %s d', miss, classified),
    'unrevive', format($f$
      with gone as (
        delete from %s p using (
          select * from %s d where exists (select from admin.%s) and d.reload_op = 'I' and exists (select from admin.%s z where %s) offset 0) d
        where %s and p.xmin = $4
        returning d.reload_n)
      %s reload_n, 'deleted_by_cdc' from gone$f$, t.target, planned, t.fence, t.fence, t.z_is_d, t.p_is_d, miss))
    || admin.altered_statement(t);
end
$$;

drop function if exists admin.update_statement(record, text);
create or replace function admin.update_statement(t record, source text, staged_row text) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  update text := format($f$
    update %s p set %s
    from %s d
    %s
    %s
    where d.reload_op in ('U', 'V') and %s and p.xmin = d.reload_xmin and not exists (select from admin.%s z where %s)$f$,
    t.target, t.assignments, source, staged_row,
    case when t.undo then format('join %s o on %s', t.target, case when t.plain then 'o.ctid = d.reload_ctid' else t.o_is_d end) end,
    concat(case when t.plain then 'p.ctid = d.reload_ctid and ' end, t.p_is_d), t.fence, t.z_is_d);
begin
  if t.assignments is null then
    return null; -- nothing but the key: no row can differ
  end if;
  if t.undo then
    return format('with written as (%s returning d.reload_n, %s) insert into admin.%I select * from written', update, admin.image_columns(t.before, 'o'), t.before);
  end if;
  return update;
end
$$;

-- beside: CDC may insert the same keys meanwhile. Without it the statement costs a third less, and fails where CDC did.
drop function if exists admin.insert_statement(record, text, boolean);
create or replace function admin.insert_statement(t record, source text, staged_row text, beside boolean) returns text
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  return format($f$
    insert into %s (%s) overriding system value
    select %s from %s d
    %s
    where d.reload_op = 'I' and not exists (select from admin.%s z where %s)%s%s$f$,
    t.target, t.columns, t.staged_values, source, staged_row, t.fence, t.z_is_d,
    -- A deferrable key cannot say what to do on conflict.
    case when beside and not t.key_arbiter then format(' and not exists (select from %s p where %s)', t.target, t.p_is_d) end,
    case when beside and t.key_arbiter then format(' on conflict (%s) do nothing', t.keys) end);
end
$$;
