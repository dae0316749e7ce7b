-- Lets an entry take requests again.
delete from admin.reload_pauses
where entry = :entry
