-- The longest values of a table, in a sample.
select column_name, bytes
from admin.longest_values(:schema, :table)
order by bytes desc
