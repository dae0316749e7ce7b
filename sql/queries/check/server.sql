-- The server and this session: version, role, whether it can write, how it is reached, and its clock.
select current_setting('server_version') as version,
       current_setting('server_version_num')::integer as number,
       current_user::text as role,
       pg_is_in_recovery() as standby,
       current_setting('transaction_read_only')::boolean as read_only,
       (select s.version from pg_stat_ssl s where s.pid = pg_backend_pid() and s.ssl) as tls,
       (select setting::bigint from pg_settings where name = 'deadlock_timeout') as deadlock_ms,
       clock_timestamp() as now
