-- One set of a storm's tables in a schema of the target: what CDC writes, or its shadow, which nobody but CDC writes.
create table {schema}.{prefix}parents (id integer primary key, v text, x integer, updated_at timestamp);
create table {schema}.{prefix}children (
  id integer primary key, parent_id integer references {schema}.{prefix}parents, v text, x integer, updated_at timestamp);
create table {schema}.{prefix}grandchildren (
  id integer primary key, child_id integer references {schema}.{prefix}children, v text, x integer, updated_at timestamp);
create table {schema}.{prefix}nodes (
  id integer primary key, up_id integer references {schema}.{prefix}nodes, v text, x integer, updated_at timestamp);
create table {schema}.{prefix}slots (id integer primary key, code text unique, v text, x integer, updated_at timestamp);
create table {schema}.{prefix}items (id integer primary key, w text, v text, x integer, updated_at timestamp);
