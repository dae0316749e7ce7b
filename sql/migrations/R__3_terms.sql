-- What the statements of a merge are made of: the columns, the key, and how staging and production compare.

-- The advisory lock of a table's merge. Who plans, ends or undoes one holds it alone; those who apply lanes share it.
create or replace function admin.merge_lock(target regclass) returns bigint
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select (x'77726c64'::bigint << 32) + target::oid::bigint
$$;

-- One merge at a time on a table: held until the transaction ends.
create or replace function admin.lock_merge(target regclass) returns void
language sql set search_path = pg_catalog, pg_temp as $$
  select pg_advisory_xact_lock(admin.merge_lock(target))
$$;

-- Everything the statements of one table of a run are made of.
drop function if exists admin.merge_terms(bigint, integer);
create or replace function admin.merge_terms(run bigint, pos integer,
  out target regclass, out staging regclass, out plain boolean, out fence text, out plan text, out before text,
  out keys text, out staged_keys text, out copied text[], out staged_row text, out key_json text, out first_key text, out key_arbiter boolean,
  out p_is_s text, out p_is_d text, out o_is_d text, out s_is_d text, out z_is_s text, out z_is_d text,
  out columns text, out staged_values text, out assignments text, out differs text,
  out window_value text, out window_held text, out outside text, out touched text, out repair boolean, out undo boolean,
  out partial_key boolean, out triggers text, out look boolean, out some_columns boolean)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  t admin.reload_run_tables;
  r admin.reload_runs;
  key_values text;
  unequal text;
begin
  select * into strict r from admin.reload_runs where run_id = run;
  select * into strict t from admin.reload_run_tables where run_id = run and position = pos;
  target := admin.relation(t.target_schema, t.target_table);
  staging := admin.relation('staging', t.staging_table);
  plain := (select relkind = 'r' and not relhassubclass from pg_class where oid = target);
  fence := quote_ident(admin.fence_name(coalesce(t.fence_run_id, run), coalesce(t.fence_position, pos)));
  plan := format('plan_%s_%s', run, pos);
  before := format('before_%s_%s', run, pos);
  touched := admin.touched(r.fence, r.fence_open);
  look := r.origin = 'look' or r.by_keys;
  repair := r.options ->> 'newerInTarget' = 'repair';
  undo := coalesce((r.options ->> 'undo')::boolean, true);
  triggers := admin.run_triggers(run);
  partial_key := cardinality(admin.declared_key(target)) < (select i.indnkeyatts from pg_index i where i.indexrelid = admin.key_index(target, admin.declared_key(target)));
  select string_agg(k.name, ', ' order by k.rank), string_agg(format('%s as %s', m.value, m.name), ', ' order by k.rank),
    string_agg(format('%L, d.%s', a.attname, k.name), ', ' order by k.rank), min(k.name) filter (where k.rank = 1), not bool_or(k.deferred),
    string_agg(concat('p.', k.name, k.equals, m.value), ' and ' order by k.rank), string_agg(concat('p.', k.name, k.equals, 'd.', k.name), ' and ' order by k.rank),
    string_agg(concat('o.', k.name, k.equals, 'd.', k.name), ' and ' order by k.rank), string_agg(concat(m.value, k.equals, 'd.', k.name), ' and ' order by k.rank),
    string_agg(concat('z.', k.name, k.equals, m.value), ' and ' order by k.rank), string_agg(concat('z.', k.name, k.equals, 'd.', k.name), ' and ' order by k.rank),
    string_agg(m.value, ', ' order by k.rank)
  into keys, staged_keys, key_json, first_key, key_arbiter, p_is_s, p_is_d, o_is_d, s_is_d, z_is_s, z_is_d, key_values
  from admin.key_columns(target) k
  join pg_attribute a on a.attrelid = target and a.attnum = k.attribute
  left join admin.merge_columns(target, staging) m on m.key_rank = k.rank
  having bool_and(m.name is not null);
  if keys is null then
    raise exception '%', coalesce(admin.key_refusal(target, admin.declared_key(target)), format('%s and %s share no key', target, staging))
      using errcode = 'WR002', hint = 'Production needs a primary key or a unique index that stands for it, and staging each of its columns.';
  end if;
  select string_agg(m.name, ', ' order by attribute), string_agg(m.value, ', ' order by attribute),
    string_agg(format('%s = %s', m.name, m.value), ', ' order by attribute) filter (where settable),
    coalesce(string_agg(m.differs, ' or ' order by attribute) filter (where settable), 'false'),
    coalesce(string_agg(m.unequal, ' or ' order by attribute) filter (where settable), 'false'),
    coalesce(array_agg(m.name order by attribute) filter (where key_rank is null and t.plan_has_values), '{}')
  into columns, staged_values, assignments, differs, unequal, copied
  from admin.merge_columns(target, staging) m;
  -- The time of a staged row, and of one of production, where that has it.
  select admin.first_of(array_agg(coalesce(m.rounded, format('s.%I', w.name)) order by w.rank)),
    case when bool_and(m.name is not null) then admin.first_of(array_agg('p.' || m.name order by w.rank)) end
  into window_value, window_held
  from unnest(admin.window_columns(t)) with ordinality w (name, rank)
  left join admin.shared_columns(target, staging) m on m.name = quote_ident(w.name) and not exists (
    select from admin.staging_left_out l where l.staging_table = t.staging_table and l.column_name = w.name and not l.unasked);
  some_columns := t.repaired_columns is not null;
  -- The stream of changes may write the same number otherwise than a load does. That is no tie.
  if unequal <> differs then
    differs := format('(%s) and (%s or z.%s is null and not %s)', differs, unequal, first_key, touched);
  end if;
  -- As staging holds them: what they become in production is for the chunk to say, which can name the row that fails.
  staged_row := case when t.plan_has_values then 'cross join lateral (select d.*) s' else format('join %s s on s.ctid = d.staged_ctid and %s', staging, s_is_d) end;
  outside := case when look
    then format('(%s) not in (select %s from admin.reload_look_keys l cross join lateral jsonb_populate_record(null::admin.%s, l.key) d where l.run_id = %s and l.position = %s and l.asked and not l.control)',
      key_values, keys, fence, run, pos)
    when r.window_from is null or t.window_column is null then 'false'
    else admin.outside_window(window_value, admin.window_type(case when window_held is null then staging else target end, admin.window_columns(t), t.window_form),
      t.window_form, r.window_from, r.window_to, admin.window_zones(t, r), false) end;
end
$$;

-- SQL that classifies staged rows: reload_op is I insert, U update, V update of a row that was written since the fence, = unchanged,
-- o outside the window or not asked for, d deleted by CDC, n newer in target, N newer in target and written since the fence, t same or unknown time and
-- written since the fence. A key in the fence belongs to CDC, even where production has such a row again.
-- Of one lane, only what its ranges hold is looked at.
drop function if exists admin.classification(record, text, text);
create or replace function admin.classification(t record, source text, extra text default '', staged_range text default 'true', target_range text default 'true') returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  newer text := '';
  older text := '';
begin
  if t.window_held is not null then
    -- A newer time does not make each column newer: a look leaves to CDC what CDC has written since.
    newer := format('when %s > %s then case when %s then %L else ''U'' end', t.window_value, t.window_held,
      case when t.look then concat(t.touched, ' or z.', t.first_key, ' is not null') else t.touched end, case when t.look then 't' else 'V' end);
    older := format('when %s < %s then case when %s then ''N'' else %L end', t.window_value, t.window_held,
      case when t.repair then concat(t.touched, ' or z.', t.first_key, ' is not null') else t.touched end, case when t.repair then 'U' else 'n' end);
  end if;
  return format($f$
    select %1$s (case
        when %2$s then 'o'
        when p.%3$s is null then case when z.%3$s is null then %16$L else 'd' end
        %4$s
        when not (%5$s) then '='
        when z.%3$s is not null then 't'
        %6$s
        when %7$s then 't'
        else 'U' end)::"char" as reload_op,
      s.ctid as staged_ctid, p.ctid as reload_ctid, p.xmin as reload_xmin, %8$s
    from %9$s
    left join %10$s p on %11$s and %14$s
    left join admin.%12$s z on %13$s
    where %15$s$f$,
    extra, t.outside, t.first_key, older, t.differs, newer, t.touched, t.staged_keys, source, t.target, t.p_is_s, t.fence, t.z_is_s, target_range, staged_range,
    -- A run that repairs some columns does so in rows that are there.
    case when t.some_columns then 'o' else 'I' end);
end
$$;
