-- Which partitions a verified window lies in: it stands no longer where one of those has gone.

alter table admin.fence_members add column held boolean;
comment on column admin.fence_members.held is
  'Whether it held rows of the window when the run verified the table. Null before, for a table that is one piece, and for runs of older versions.';
