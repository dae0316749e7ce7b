-- How many rows of production a CDC task's filters leave out, of a sample.
select hidden, looked_at
from admin.hidden_rows(:schema, :table, :filters::jsonb)
