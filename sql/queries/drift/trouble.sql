-- The control tables of DMS, and what stands in the way of reading each.
select t.name, admin.control_trouble(:control_schema::text, t.name) as trouble
from (values ('awsdms_validation_failures_v1'), ('awsdms_validation_failures_v2'), ('awsdms_apply_exceptions'), ('awsdms_suspended_tables')) t (name)
