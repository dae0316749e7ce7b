-- The same tables at the source, spelt as Oracle would; their foreign keys hold the application to its own rules.
create schema if not exists "SOURCE_SCHEMA";
create table "SOURCE_SCHEMA"."{PREFIX}PARENTS" ("ID" integer primary key, "V" text, "X" integer, "UPDATED_AT" timestamp);
create table "SOURCE_SCHEMA"."{PREFIX}CHILDREN" (
  "ID" integer primary key, "PARENT_ID" integer references "SOURCE_SCHEMA"."{PREFIX}PARENTS", "V" text, "X" integer, "UPDATED_AT" timestamp);
create table "SOURCE_SCHEMA"."{PREFIX}GRANDCHILDREN" (
  "ID" integer primary key, "CHILD_ID" integer references "SOURCE_SCHEMA"."{PREFIX}CHILDREN", "V" text, "X" integer, "UPDATED_AT" timestamp);
create table "SOURCE_SCHEMA"."{PREFIX}NODES" (
  "ID" integer primary key, "UP_ID" integer references "SOURCE_SCHEMA"."{PREFIX}NODES", "V" text, "X" integer, "UPDATED_AT" timestamp);
create table "SOURCE_SCHEMA"."{PREFIX}SLOTS" ("ID" integer primary key, "CODE" text unique, "V" text, "X" integer, "UPDATED_AT" timestamp);
create table "SOURCE_SCHEMA"."{PREFIX}ITEMS" ("ID" integer primary key, "W" text, "V" text, "X" integer, "UPDATED_AT" timestamp);
