-- Runs that repair some columns only: the others stay as production has them, in rows that are there. To the merge they are columns that nobody
-- brings.

-- Leaves out the columns of a table that the run's request does not name, and says how many rows production lacks, which such a run inserts not.
create or replace function admin.leave_others(run bigint, pos integer) returns void
language plpgsql set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  r admin.reload_run_tables := (select x from admin.reload_run_tables x where x.run_id = run and x.position = pos);
  t record;
  lacking bigint;
begin
  if r.repaired_columns is null then
    return;
  end if;
  insert into admin.staging_left_out (staging_table, column_name, unasked)
  select r.staging_table, a.attname, true
  from admin.shared_columns(admin.relation(r.target_schema, r.target_table), admin.relation('staging', r.staging_table)) m
  join pg_attribute a on a.attrelid = admin.relation(r.target_schema, r.target_table) and a.attnum = m.attribute
  where m.key_rank is null and a.attname <> all (r.repaired_columns)
  on conflict do nothing;
  t := admin.merge_terms(run, pos);
  execute format('select count(*) from %s s left join %s p on %s where p.%s is null and not (%s)', t.staging, t.target, t.p_is_s, t.first_key, t.outside)
  into lacking;
  if lacking > 0 and not t.look then
    perform admin.note_finding(run, pos, 'note', 'ROWS_NOT_INSERTED', format(
      '%s rows that production lacks were left out: the request names columns (%s), and repairs them in rows that are there',
      lacking, array_to_string(r.repaired_columns, ', ')));
  else
    perform admin.settle_finding(run, pos, 'ROWS_NOT_INSERTED');
  end if;
end
$$;
