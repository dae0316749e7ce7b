-- One in ten of the staged rows, one by one, each its own transaction, as CDC would.
do $$
declare
  doomed integer;
begin
  for doomed in select customer_id from staging.customers where customer_id % 10 = 1 order by hashint4(customer_id) loop
    delete from production.customers where customer_id = doomed;
    commit;
  end loop;
end
$$
