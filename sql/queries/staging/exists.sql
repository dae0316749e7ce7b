-- Whether there is anything of that name in staging.
select exists (
  select from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = 'staging' and c.relname = :staging_table) as there
