-- Functions and procedures are for the role that owns them and its members, not for everybody who may look into the schema: who may execute a
-- trigger function may also put it on a table of its own. PostgreSQL gives PUBLIC that right on all that is made; here it goes from all at
-- once, by one process at a time.
do $$
declare
  routine regprocedure;
begin
  perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('window-reload routines', 0));
  for routine in
    select p.oid from pg_catalog.pg_proc p
    where p.pronamespace = 'admin'::pg_catalog.regnamespace and pg_catalog.has_function_privilege('public', p.oid, 'execute')
      and pg_catalog.pg_has_role(p.proowner, 'usage')
  loop
    execute pg_catalog.format('revoke all on routine %s from public', routine);
  end loop;
end
$$;
