-- Only what stands in pg_catalog, or is named with its schema, is ever called, whatever search_path the role or the database has.
set search_path = pg_catalog, pg_temp;

-- In whose name it writes: a process that does not hold a run any more is refused.
select set_config('reload.owner', '$owner$', false);

-- A session whose program has died ends soon, and with it what it was at. (Only PostgreSQL on Linux, from 14 on, can ask while a statement runs.)
select set_config(name, value, false)
from pg_settings
join (values ('client_connection_check_interval', '2s'), ('tcp_keepalives_idle', '30'), ('tcp_keepalives_interval', '10'),
             ('tcp_keepalives_count', '3')) wanted (name, value) using (name)
where name like 'tcp%' or version() like '%-linux%'
