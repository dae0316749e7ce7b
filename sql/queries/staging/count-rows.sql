-- Counts a staging table, and the rows that the source filter should have kept out.
select staged, outside
from admin.staging_count(:staging_table, :window_column, :loaded_from::timestamp, :loaded_to::timestamp)
