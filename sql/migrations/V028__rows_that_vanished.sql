alter table admin.merge_doubts add column inserted boolean not null default false;
comment on column admin.merge_doubts.inserted is 'The row was planned as an update, and was inserted: it had vanished, and no fence told of a delete.';
