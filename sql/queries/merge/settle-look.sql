-- After the look was loaded and merged: what the source no longer has is confirmed and, for the reasons given and below the caps, deleted.
select confirmed, removed
from admin.look_settle(:run_id::bigint, :look_run_id::bigint, :position::integer, :delete_reasons::text[], :cdc_passed::boolean, :filtered::boolean,
  :max_rows::bigint, :max_percent::numeric)
