-- Empties a staging table.
call admin.staging_empty(:staging_table)
