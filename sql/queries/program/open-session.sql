-- Only what stands in pg_catalog, or is named with its schema, is ever called, whatever search_path the role or the database has.
set search_path = pg_catalog, pg_temp;

-- In whose name it writes: a process that does not hold a run any more is refused.
select set_config('reload.owner', '$owner$', false);

-- Whatever role, database or address say: patterns and literals of ours mean what they say, a statement waits as long as we let it.
-- Whoever has a table locked for longer than lock_timeout is waited for by the run, which says so and tries again, and not by a statement that says nothing.
-- default_transaction_read_only is left: a provider sets it where the disk is nearly full.
select set_config(name, value, false)
from pg_settings
join (values
  ('standard_conforming_strings', 'on'), ('default_transaction_isolation', 'read committed'), ('default_transaction_deferrable', 'off'),
  ('statement_timeout', '0'), ('transaction_timeout', '0'), ('lock_timeout', '10s'), ('idle_session_timeout', '0'),
  ('idle_in_transaction_session_timeout', '0'), ('datestyle', 'ISO, MDY'), ('intervalstyle', 'postgres'), ('extra_float_digits', '1'),
  ('bytea_output', 'hex'), ('xmloption', 'content'), ('xmlbinary', 'base64'), ('array_nulls', 'on'), ('transform_null_equals', 'off'),
  ('quote_all_identifiers', 'off'), ('backslash_quote', 'safe_encoding'), ('row_security', 'off'), ('check_function_bodies', 'on'),
  ('default_table_access_method', 'heap'), ('synchronous_commit', 'on'), ('jit', 'off'), ('plan_cache_mode', 'auto'),
  ('constraint_exclusion', 'partition'), ('from_collapse_limit', '8'), ('join_collapse_limit', '8'), ('geqo', 'on')) wanted (setting_name, value)
  on setting_name = lower(name)
where setting_name <> 'synchronous_commit' or setting = 'off';

-- The planner may do all it can.
select set_config(name, boot_val, false) from pg_settings where name like 'enable%' and setting <> boot_val and context = 'user';

-- Of plpgsql's own, which may not be loaded yet.
set plpgsql.extra_errors = 'none';
set plpgsql.extra_warnings = 'none';

-- A role whose sessions begin as replica would switch off foreign keys and triggers unasked. Where it may not go back, a run says so.
do $$ begin
  if current_setting('session_replication_role') <> 'origin' then
    set session_replication_role = origin;
  end if;
exception when insufficient_privilege then
  null;
end $$;

-- A session whose program has died ends soon, and with it what it was at. (Only PostgreSQL on Linux, from 14 on, can ask while a statement runs.)
select set_config(name, value, false)
from pg_settings
join (values ('client_connection_check_interval', '2s'), ('tcp_keepalives_idle', '30'), ('tcp_keepalives_interval', '10'),
             ('tcp_keepalives_count', '3')) wanted (name, value) using (name)
where name like 'tcp%' or version() like '%-linux%'
