-- The keys of a table's rows that DMS's validation has recorded as failed; null for those that nobody can read.
select f.key::text as key, sum(f.n)::bigint as failures
from admin.failures_of(:control_schema::text, :source_schema::text, :source_table::text, :target_schema::text, :target_table::text) f
group by f.key
order by f.key
