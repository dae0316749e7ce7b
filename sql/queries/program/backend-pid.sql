-- The server's process that answers.
select pg_backend_pid() as pid
