-- The encoding of the database.
select pg_encoding_to_char(encoding)::text as encoding from pg_database where datname = current_database()
