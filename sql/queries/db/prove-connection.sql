-- Fails where the server is gone.
select true
