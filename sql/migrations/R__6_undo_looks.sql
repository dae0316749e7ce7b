-- An undo of a run, and the looks that are about it: what is taken back stays so, and what the looks wrote themselves is named.

-- Whether somebody has asked for an undo of a run, which no look may bring back: one that ended too early is nobody's word any more.
create or replace function admin.undone(run bigint) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (select from admin.reload_runs u where u.origin = 'undo' and u.of_run_id = run and u.state not in ('FAILED', 'CANCELLED'))
$$;

-- Puts on record with an undo that looks at its run have written to production, too: each look is a run of its own, with an undo of its own.
create or replace function admin.note_looks(run bigint, undo_run bigint) returns void
language sql set search_path = pg_catalog, pg_temp as $$
  select admin.note_finding(undo_run, null, 'note', 'LEFT_OPEN', format(
    'what looks at run %s wrote stays; undo them too to take it back: %s', run, string_agg(l.wrote, ', ' order by l.run_id)))
  from (
    select r.run_id, format('run %s (%s inserted, %s updated, %s deleted)', r.run_id, sum(t.inserted), sum(t.updated), sum(t.deleted)) as wrote
    from admin.reload_runs r join admin.reload_run_tables t using (run_id)
    where r.origin = 'look' and r.of_run_id = run and not admin.undone(r.run_id)
    group by r.run_id having sum(t.inserted + t.updated + t.deleted) > 0) l
  having count(*) > 0
$$;
