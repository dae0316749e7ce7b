-- Notices are not wanted any more.
delete from admin.reload_notices_since
