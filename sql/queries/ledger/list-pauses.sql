-- The entries that take no requests now.
select entry, paused_at, actor, reason
from admin.reload_pauses
