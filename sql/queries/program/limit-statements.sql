-- The server gives up what nobody waits for any more.
set statement_timeout = '$limit$'
