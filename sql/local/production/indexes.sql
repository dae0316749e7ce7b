create index customers_updated_at on production.customers (updated_at);

create index orders_updated_at on production.orders (updated_at);

analyze production.customers, production.orders;
