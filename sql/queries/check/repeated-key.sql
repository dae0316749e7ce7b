-- A key that production holds more than once. Reads all of the table, so not for longer than the check may take.
select admin.key_repeated(to_regclass(format('%I.%I', :schema::text, :table::text)), nullif(:key::text[], '{}')) as example
