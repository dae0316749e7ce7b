-- Images of rows: what undo puts back.

-- The columns that a table of before-images has of a row, in its order. Production may have got others since: they are not the run's.
create or replace function admin.image_columns(before text, of text) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select string_agg(format('%s.%I', of, a.attname), ', ' order by a.attnum)
  from pg_attribute a
  where a.attrelid = admin.relation('admin', before) and a.attnum > 0 and not a.attisdropped and a.attname <> 'reload_n'
$$;

-- Fails where production has lost a column, or calls it otherwise, since the plan.
create or replace function admin.check_columns(run bigint, pos integer) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  target regclass := (select admin.relation(target_schema, target_table) from admin.reload_run_tables where run_id = run and position = pos);
  lost text;
begin
  select string_agg(quote_ident(b.attname), ', ' order by b.attnum) into lost
  from pg_attribute b
  where b.attrelid = admin.relation('admin', format('before_%s_%s', run, pos)) and b.attnum > 0 and not b.attisdropped and b.attname <> 'reload_n'
    and not exists (select from pg_attribute p where p.attrelid = target and p.attname = b.attname and not p.attisdropped);
  if lost is not null then
    raise exception '% has lost columns since the plan: %', target, lost
      using errcode = 'WR002', hint = 'Committed chunks stay, and nothing of the others was written. Run the request again: the tables are compared anew.';
  end if;
end
$$;
