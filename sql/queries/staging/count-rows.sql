-- Counts a staging table, the rows that the source filter should have kept out, and the zones in which there are none.
select staged, outside, coalesce(fitting, '{}') as fitting
from admin.staging_count(:staging_table, :window_columns::text[], nullif(:window_form::text, ''), :loaded_from::timestamp, :loaded_to::timestamp,
  case when :target_zone::text is null then admin.candidate_zones(admin.zone_name(:source_zone::text)) else array[admin.zone_name(:target_zone::text)] end,
  admin.zone_name(:source_zone::text))
