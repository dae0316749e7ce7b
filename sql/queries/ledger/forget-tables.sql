-- Before tables.json is registered anew.
delete from admin.reload_tables
