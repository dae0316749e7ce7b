-- Empties what failed runs have left for a look in staging, once they ended longer ago. Returns how many tables were swept.
call admin.staging_sweep(:older_than_ms::bigint * interval '1 millisecond', null)
