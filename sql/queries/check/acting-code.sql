-- Whose code acts, or does not act, on what is written to a table.
select concat(kind, ' ', quote_ident(name), ' (' || function || ')', case when acts then '' else ' does not act' end, ', of ', owner) as actor
from admin.acting_code((select c.oid from pg_class c where c.relnamespace = to_regnamespace(quote_ident(:schema)) and c.relname = :table)::regclass,
  :triggers, :trusted::text[])
where kind <> 'index' and kind <> 'domain' or not trusted_owner
