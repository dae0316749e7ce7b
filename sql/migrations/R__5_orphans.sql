-- Proof about foreign keys that PostgreSQL did not check: whether what the run wrote has its parents.

-- SQL that selects the rows, as keys, that the run wrote last and whose parent is missing. Null where PostgreSQL checks all foreign keys. A row
-- that had lost its parent before is not counted, as far as its before-image is kept.
create or replace function admin.orphans_written(run bigint, pos integer) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  t record := admin.merge_terms(run, pos);
  broken text;
  missing text;
begin
  select string_agg(format('%s and not (%s) and (o.reload_n is null or not (%s))', k.p_asks, k.p_found, k.p_same), ' or '),
    format('case %s end', string_agg(format('when %s and not (%s) then %L', k.p_asks, k.p_found, k.constraint_name), ' '))
  into missing, broken
  from admin.foreign_keys(t.target, t.staging) k where t.triggers <> all (k.checks);
  if missing is null then
    return null;
  end if;
  return format($f$
    select jsonb_build_object(%s) as key, %s as detail
    from admin.%I d
    join %s p on %s
    left join admin.%I o on o.reload_n = d.reload_n
    where d.reload_n is not null and p.xmin in (select k.xid from admin.merge_chunks k where k.run_id = %s and k.position = %s) and (%s)$f$,
    t.key_json, broken, t.plan, t.target, t.p_is_d, t.before, run, pos, missing);
end
$$;

-- Finds orphans that the run wrote: CDC has deleted the parent since, without its children, or PostgreSQL would have refused them.
create or replace function admin.report_orphans(run bigint, pos integer) returns void
language plpgsql set search_path = pg_catalog, pg_temp set jit = off set enable_hashjoin = on as $$
declare
  orphans text := admin.orphans_written(run, pos);
  n bigint := 0;
  broken text;
begin
  delete from admin.reload_skipped_rows r where r.run_id = run and r.position = pos and r.reason = 'orphan_written';
  if orphans is not null then
    execute format('select count(*), string_agg(distinct detail, '', '') from (%s) x', orphans) into n, broken;
  end if;
  if n = 0 then
    perform admin.settle_finding(run, pos, 'ORPHANS_WRITTEN');
    return;
  end if;
  perform admin.list_rows(run, pos, 'orphan_written', orphans);
  perform admin.note_finding(run, pos, 'partial', 'ORPHANS_WRITTEN',
    format('%s rows that the run wrote have lost their parent since (%s)', n, broken));
end
$$;
