-- Production: ids 1 to :rows but every sixth. Staging: :staged of them in random order, spread over all ids, by scenario: 'new' ids that
-- production lacks, 'changed' and 'stale' ones it has in an older or newer version, 'mixed' 90 % equal, 7 % changed, 3 % new.
create schema production;
create table production.customers (
  customer_id integer not null, name varchar(100), email varchar(100), status varchar(20), created_at timestamp, updated_at timestamp);
create table staging.customers (
  customer_id integer not null, name varchar(100), email varchar(100), status varchar(20), created_at timestamp, updated_at timestamp,
  _dms_processing_status varchar(20) default 'NEW');

create function production.customer(id integer, version integer) returns setof production.customers language sql immutable rows 1 as $$
  select id, ('Customer ' || id || case when version = 0 then '' else ' v' || version end)::varchar(100),
    ('user' || id || '@mail' || (id % 97) || '.example')::varchar(100), (array['ACTIVE', 'INACTIVE', 'PENDING'])[1 + (id + version) % 3]::varchar(20),
    timestamp '2024-01-01' + (id % 31000000) * interval '1 second',
    timestamp '2025-01-01' + (id % 2600000) * interval '1 second' + version * interval '1 hour'
$$;

insert into production.customers
select c.* from generate_series(1, :rows) id cross join lateral production.customer(id, case when ':scenario' = 'stale' then 5 else 0 end) c
where id % 6 <> 0;

create temp table chosen as
with shares (there, version, share) as (
  values (false, 0, case ':scenario' when 'new' then 1 when 'mixed' then 0.03 else 0 end),
    (true, 1, case ':scenario' when 'changed' then 1 when 'mixed' then 0.07 else 0 end),
    (true, 0, case ':scenario' when 'stale' then 1 when 'mixed' then 0.90 else 0 end)
), candidates as (
  select id, id % 6 <> 0 as there, hashint4(id + 17) as draw from generate_series(1, :rows) id
), ranked as (
  select id, there, row_number() over (partition by there order by draw) as rank from candidates
)
select r.id, s.version from ranked r
join (select *, sum(share) over (partition by there order by version desc rows unbounded preceding) - share as below from shares) s
  on s.there = r.there and r.rank > s.below * :staged and r.rank <= (s.below + s.share) * :staged;

insert into staging.customers
select c.* from (select * from chosen order by hashint4(id)) k cross join lateral production.customer(k.id, k.version) c;
drop table chosen;

alter table production.customers add primary key (customer_id);
alter table staging.customers add primary key (customer_id);
create index idx_customers_updated_at on staging.customers (updated_at);
create function production.deleted_and_there(ids integer[]) returns bigint language sql stable as $$
  select count(*) from production.customers where customer_id = any (ids)
$$;
