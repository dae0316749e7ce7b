-- Whether a table of that name in staging is somebody else's.
select admin.staging_foreign(:staging_table) as foreign_table
