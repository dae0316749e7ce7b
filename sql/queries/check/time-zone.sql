-- Whether the server knows a time zone.
select exists (select from pg_timezone_names where lower(name) = lower(:zone)) as known
