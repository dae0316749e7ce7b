-- Whose transactions have locked the tables of a run, while it waits for them: what PostgreSQL says of a lock that it did not give names nobody.
-- Null where nobody has by now. What the role may not see of others' sessions is left out.
create or replace function admin.lock_holders(run bigint) returns text
language sql volatile set search_path = pg_catalog, pg_temp as $$
  with tables (relation) as (
    select m::oid from admin.reload_run_tables t
    cross join lateral admin.members(to_regclass(format('%I.%I', t.target_schema, t.target_table))) m where t.run_id = run
    union
    select to_regclass(format('staging.%I', t.staging_table))::oid from admin.reload_run_tables t where t.run_id = run
  ), holders (who, since, relation) as (
    select format('pid %s of %s%s%s', a.pid, a.usename, ', application ' || quote_literal(nullif(a.application_name, '')), ', ' || a.state),
      a.xact_start, l.relation
    from pg_locks l join pg_stat_activity a using (pid)
    where l.granted and l.pid <> pg_backend_pid() and a.application_name <> coalesce(current_setting('application_name'), '')
    union all
    select format('prepared transaction ''%s'' of %s', p.gid, p.owner), p.prepared, l.relation
    from pg_locks l join pg_locks x on x.virtualtransaction = l.virtualtransaction and x.locktype = 'transactionid'
    join pg_prepared_xacts p on p.transaction = x.transactionid
    where l.granted and l.pid is null
  ), named (said, since) as (
    select format('%s%s has locked %s', h.who, ', open for ' || date_trunc('second', greatest(clock_timestamp() - h.since, '0')),
        string_agg(distinct h.relation::regclass::text, ', ')), h.since
    from holders h join tables using (relation)
    where h.relation is not null
    group by h.who, h.since order by h.since nulls last limit 3
  )
  select string_agg(n.said, '; ' order by n.since nulls last) from named n
$$;
