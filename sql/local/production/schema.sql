-- The production tables of the guide, as its procedure and type view expect them.
create schema if not exists production;

create table production.customers (
    customer_id integer primary key,
    name varchar(100),
    email varchar(100),
    status varchar(20),
    created_at timestamp,
    updated_at timestamp
);

create table production.orders (
    order_id integer primary key,
    customer_id integer references production.customers,
    amount numeric(10, 2),
    order_date timestamp,
    updated_at timestamp
);
