-- What somebody else has under the name that the guide gave to the procedure of people with psql.
select format('%s %s of %s', case p.prokind when 'p' then 'procedure' else 'function' end, p.proname || '()', quote_ident(pg_get_userbyid(p.proowner))) as theirs
from pg_proc p
where p.pronamespace = to_regnamespace('public') and p.proname = 'merge_time_window_data' and p.pronargs = 0
  and (p.prokind <> 'p' or not pg_has_role(p.proowner, 'usage'))
