-- The source of the guide, as Oracle would have it.
create schema SOURCE_SCHEMA;

create table SOURCE_SCHEMA.CUSTOMERS (
    CUSTOMER_ID NUMBER(9) not null,
    NAME VARCHAR2(100),
    EMAIL VARCHAR2(100),
    STATUS VARCHAR2(20),
    CREATED_AT TIMESTAMP(6),
    UPDATED_AT TIMESTAMP(6),
    constraint CUSTOMERS_PK primary key (CUSTOMER_ID)
);

create table SOURCE_SCHEMA.ORDERS (
    ORDER_ID NUMBER(9) not null,
    CUSTOMER_ID NUMBER(9),
    AMOUNT NUMBER(10, 2),
    ORDER_DATE TIMESTAMP(6),
    UPDATED_AT TIMESTAMP(6),
    constraint ORDERS_PK primary key (ORDER_ID)
);
