-- The program's error code of what PostgreSQL said, for runs that are not the program's own. Failure.java says the same; a test compares them.
create or replace function admin.error_code(state text) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select case
    when state in ('55P03', '40P01', '40001') then 'MERGE_BUSY'
    when state = '53100' then 'TARGET_FULL'
    when state = '25006' then 'TARGET_READ_ONLY'
    when state = '42501' or state like '28%' then 'TARGET_ACCESS_DENIED'
    when state like '08%' or state in ('57P01', '57P02', '57P03', '53300', '') then 'TARGET_UNAVAILABLE'
    when state like '23%' then 'MERGE_CONSTRAINT'
    else coalesce((
      select c.code from (values
        ('WR001', 'DUPLICATE_KEYS'), ('WR002', 'TARGET_TABLE_UNFIT'), ('WR004', 'FENCE_BROKEN'), ('WR005', 'FENCE_BROKEN'),
        ('WR006', 'TARGET_TABLE_UNFIT'), ('WR007', 'STAGING_CHANGED'), ('WR010', 'UNDO_IMPOSSIBLE'), ('WR011', 'PLAN_UNUSABLE'),
        ('WR008', 'TABLE_UNKNOWN'), ('WR023', 'RUN_WRONG_STATE'), ('WR009', 'VERIFY_FAILED'),
        ('WR220', 'MERGE_CONSTRAINT'), ('WR221', 'KEY_UNDECLARED'),
        ('WR171', 'TARGET_TRIGGER_ALTERS'), ('WR172', 'TARGET_CODE_UNTRUSTED'), ('WR173', 'TARGET_SESSION_UNFIT'),
        ('WR181', 'COLUMNS_NOT_LOADED'), ('WR182', 'COLUMNS_EXCHANGED'), ('WR183', 'LOB_TRUNCATED'), ('WR184', 'STAGING_FOREIGN'),
        ('WR191', 'TARGET_REWRITTEN'), ('WR192', 'TARGET_RESTORED'), ('WR193', 'STAGING_DRIFT')) c (state, code)
      where c.state = error_code.state), 'MERGE_FAILED') end
$$;
