-- "Written since the run began" is told exactly: by the first transaction number that was still free then, and by those that were open.

alter table admin.reload_runs add column fence_open xid8[];
comment on column admin.reload_runs.fence is
  'The first transaction number that was free when the fence stood, before DMS read anything. A row version with this or a younger xmin was written since.';
comment on column admin.reload_runs.fence_open is
  'Transactions and subtransactions below the fence that were still open then: what they wrote was written since, too. Null in runs armed by an older version.';

alter table admin.reload_run_tables add column planned_open xid8[];
comment on column admin.reload_run_tables.planned_at_xid is
  'The first transaction number that was free when the plan was made: rows staged by this or a younger one have not been looked at.';
comment on column admin.reload_run_tables.planned_open is 'Transactions that were open then; what they staged has not been looked at either.';
