-- Takes the key of a table as tables.json declares it; none is what production's primary key says. Fails where that cannot be the source's.
select admin.declare_key(:target_schema, :target_table, :window_column, nullif(:key::text[], '{}'))
