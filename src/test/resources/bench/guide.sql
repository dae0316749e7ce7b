-- The guide's procedure for one table, with nothing mended but the COMMIT and ROLLBACK that made it fail always.
create or replace procedure production.merge_as_the_guide() language plpgsql as $p$
declare
  records_updated int;
  records_inserted int;
begin
  with updated_rows as (
    update production.customers p
    set name = s.name, email = s.email, status = s.status, updated_at = s.updated_at
    from staging.customers s
    where p.customer_id = s.customer_id and s.updated_at > p.updated_at
    returning p.customer_id
  )
  select count(*) into records_updated from updated_rows;

  with inserted_rows as (
    insert into production.customers
    select s.customer_id, s.name, s.email, s.status, s.created_at, s.updated_at
    from staging.customers s
    left join production.customers p on s.customer_id = p.customer_id
    where p.customer_id is null
    returning 1
  )
  select count(*) into records_inserted from inserted_rows;

  insert into admin.merge_logs (table_name, merge_time, records_updated, records_inserted)
  values ('customers', current_timestamp, records_updated, records_inserted);

  update staging.customers set _dms_processing_status = 'PROCESSED';
end
$p$
