-- Makes a staging table where there is none: the target's types, the source's order, no constraints (LOBs arrive after their row).
call admin.staging_make(:staging_table, :target_schema, :target_table, :columns)
