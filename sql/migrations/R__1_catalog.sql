-- What the catalog says about the tables of a run, as fragments of SQL. All other functions build their statements from these.
-- Every function pins search_path. A procedure that commits cannot have that clause: it pins search_path in each of its transactions.
-- Every name is quoted here and nowhere else; aliases are p production, s staging, z fence, d plan.
-- What is asked for each column of each table is plpgsql, which keeps a session's plans: SQL would be planned anew at every call.

-- The name of a table, or an error that tells which one is missing.
create or replace function admin.relation(schema_name text, table_name text) returns regclass
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  relation regclass := to_regclass(format('%I.%I', schema_name, table_name));
begin
  if relation is null then
    raise exception 'there is no table %', format('%I.%I', schema_name, table_name)
      using errcode = case when schema_name in ('admin', 'staging') then 'undefined_table' else 'WR002' end, hint = 'Was it dropped or renamed?';
  end if;
  return relation;
end
$$;

-- The type below all domains.
create or replace function admin.base_type(type_id oid) returns oid
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  base oid := type_id;
  below oid;
begin
  loop
    select typbasetype into below from pg_type where oid = base;
    if coalesce(below, 0) = 0 then
      return case when below is not null then base end;
    end if;
    base := below;
  end loop;
end
$$;

-- The length that a column's type gives its values, if not by itself then by one of the domains it is made of; -1 where none does.
create or replace function admin.base_typmod(type_id oid, typmod integer) returns integer
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  base oid := type_id;
  below oid;
  length integer := typmod;
  shorter integer;
begin
  loop
    select typbasetype, typtypmod into below, shorter from pg_type where oid = base;
    if coalesce(below, 0) = 0 then
      return length;
    end if;
    base := below;
    length := shorter;
  end loop;
end
$$;

-- A column's type; of a domain that of its values, with the length that the domain gives it.
create or replace function admin.bare_type(type_id oid, typmod integer) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return format_type(admin.base_type(type_id), admin.base_typmod(type_id, typmod));
end
$$;

-- Whether a type, or one of the domains it is made of, refuses NULL.
create or replace function admin.refuses_null(type_id oid) returns boolean
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return (
    with recursive b (base, strict) as (
      select typbasetype, typnotnull from pg_type where oid = type_id
      union all select t.typbasetype, t.typnotnull from b join pg_type t on t.oid = b.base)
    select bool_or(strict) from b);
end
$$;

-- Whether what "=" of this type calls equal is the same value to the last bit of it. Values of other types are compared by their images: 1 mon
-- = 30 days, -0 = 0, 1.50 = 1.5 where the scale belongs to the value, and in arrays, ranges, composites and jsonb of such; some types have no "=".
drop function if exists admin.comparable(oid);
create or replace function admin.comparable(type_id oid, typmod integer) returns boolean
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select t.typtype = 'e' or t.oid = any (
        '{bool,int2,int4,int8,oid,money,uuid,bytea,date,time,timestamp,timestamptz,bit,varbit,inet,cidr,macaddr,macaddr8}'::regtype[])
      or t.oid = 'numeric'::regtype and typmod >= 0
    from pg_type t where t.oid = admin.base_type(type_id));
end
$$;

-- What tables.json declares as the columns that identify a row at the source; null where it says nothing.
create or replace function admin.declared_key(target regclass) returns text[]
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select d.key from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join admin.declared_keys d on (d.target_schema, d.target_table) = (n.nspname, c.relname)
    where c.oid = target);
end
$$;

-- One row a column of the key by which rows are found: of the primary key, or of the unique index that stands for it, those that are declared, if
-- any are. Its quoted name, its operator of equality. deferred: nothing enforces the key at once. respelled: values that are equal may be written differently.
create or replace function admin.key_columns(target regclass, declared text[])
returns table (rank integer, attribute smallint, name text, equals text, deferred boolean, respelled boolean)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  return query
    select (row_number() over (order by k.rank))::integer, a.attnum, quote_ident(a.attname),
      case when n.oid = 'pg_catalog'::regnamespace then ' = ' else format(' operator(%I.=) ', n.nspname) end,
      not i.indimmediate or declared is not null and cardinality(declared) < i.indnkeyatts,
      case when b.id in ('text'::regtype, 'varchar'::regtype) or b.id = 'bpchar'::regtype and b.typmod <> -1 then not l.collisdeterministic
        else b.id <> 'name'::regtype and not admin.comparable(a.atttypid, b.typmod) end
    from pg_index i
    cross join lateral unnest(i.indkey::int2[], i.indclass::oid[]) with ordinality k (attribute, class, rank)
    join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attribute
    cross join lateral (select admin.base_type(a.atttypid) as id, admin.base_typmod(a.atttypid, a.atttypmod) as typmod) b
    left join pg_collation l on l.oid = a.attcollation
    join pg_opclass c on c.oid = k.class
    join pg_amop m on m.amopfamily = c.opcfamily and m.amopstrategy = 3 and m.amoplefttype = c.opcintype and m.amoprighttype = c.opcintype
    join pg_operator o on o.oid = m.amopopr
    join pg_namespace n on n.oid = o.oprnamespace
    where i.indexrelid = admin.key_index(target, declared) and k.rank <= i.indnkeyatts and (declared is null or a.attname = any (declared));
end
$$;

-- The same by what the runs of a table were told.
create or replace function admin.key_columns(target regclass)
returns table (rank integer, attribute smallint, name text, equals text, deferred boolean, respelled boolean)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return query select * from admin.key_columns(target, admin.declared_key(target));
end
$$;

-- One row a column that production and staging share and a merge can write.
-- value: the staged value as production's type, without its length, so that a value too long fails instead of being cut. Of a domain it is the
-- type of its values: what the domain refuses fails where it is written, not where it is compared.
-- rounded: the staged value as production would hold it.
-- differs: true where production holds anything but the very same value, however equal its type may call it.
-- unequal: the same, but a number may be written with other zeros, and blanks may end a text of type char.
create or replace function admin.shared_columns(target regclass, staging regclass)
returns table (attribute smallint, name text, key_rank integer, settable boolean, value text, rounded text, differs text, unequal text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  return query
    select p.attnum, c.name, k.rank, (k.rank is null or k.respelled) and p.attidentity <> 'a', c.value, c.rounded, d.differs,
      case when b.id = 'jsonb'::regtype or b.typmod = -1 and b.id in ('numeric'::regtype, 'bpchar'::regtype)
        then format('%s is distinct from p.%s', c.value, c.name) else d.differs end
    from pg_attribute p
    join pg_attribute s on s.attrelid = staging and s.attname = p.attname and s.attnum > 0 and not s.attisdropped
    join pg_type t on t.oid = p.atttypid
    cross join lateral (select admin.base_type(p.atttypid) as id, admin.base_typmod(p.atttypid, p.atttypmod) as typmod) b
    left join pg_type bt on bt.oid = b.id
    left join admin.key_columns(target) k on k.attribute = p.attnum
    left join pg_collation l on l.oid = p.attcollation
    left join pg_namespace ln on ln.oid = l.collnamespace
    cross join lateral (
      select quote_ident(p.attname) as name,
        concat('s.', quote_ident(p.attname),
          case when s.atttypid <> b.id then '::' || format_type(b.id, -1) end,
          case when k.rank is not null and p.attcollation <> 0 and p.attcollation <> s.attcollation
            then format(' collate %I.%I', ln.nspname, l.collname) end) as value,
        concat('s.', quote_ident(p.attname),
          case
            when (b.id, b.typmod) = (s.atttypid, s.atttypmod) then ''
            -- A cast of bits to a length cuts them.
            when t.typcategory = 'V' then '::' || format_type(b.id, -1)
            else '::' || admin.bare_type(p.atttypid, p.atttypmod) end) as rounded,
        concat('p.', quote_ident(p.attname), case when t.typtype = 'd' then '::' || format_type(b.id, -1) end) as held
    ) c
    cross join lateral (
      select case
        when t.typcategory = 'S' and (b.id <> 'bpchar'::regtype or b.typmod <> -1)
          then format('%s::text collate "C" is distinct from p.%s::text', c.value, c.name)
        when admin.comparable(p.atttypid, b.typmod) then format('%s is distinct from p.%s', c.rounded, c.name)
        else format('row(%s)::record operator(pg_catalog.*<>) row(%s)::record',
          -- What is rounded where it is written, and never cut; in arrays, too.
          case when coalesce(nullif(bt.typelem, 0), b.id) in ('interval'::regtype, 'timetz'::regtype, 'numeric'::regtype, 'time'::regtype,
            'timestamp'::regtype, 'timestamptz'::regtype) then c.rounded else c.value end, c.held)
      end as differs
    ) d
    where p.attrelid = target and p.attnum > 0 and not p.attisdropped and p.attgenerated = '';
end
$$;

-- Of these, those that are merged: none that nobody knows the source to have, and none that the run's request leaves as they are.
create or replace function admin.merge_columns(target regclass, staging regclass)
returns table (attribute smallint, name text, key_rank integer, settable boolean, value text, rounded text, differs text, unequal text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  return query
    select m.* from admin.shared_columns(target, staging) m
    where not exists (
      select from admin.staging_left_out l
      join pg_class c on c.relname = l.staging_table
      join pg_attribute a on a.attrelid = target and a.attname = l.column_name
      where c.oid = staging and a.attnum = m.attribute);
end
$$;

-- Fails where the source brings a value that no UPDATE can set: PostgreSQL takes none for a column generated always as identity.
create or replace function admin.check_settable(target regclass, staging regclass) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  lost text := (select min(m.name) from admin.merge_columns(target, staging) m where m.key_rank is null and not m.settable);
begin
  if lost is not null then
    raise exception '%.% is generated always as identity, and no merge can set it', target, lost
      using errcode = 'WR002', hint = format('alter table %s alter column %s set generated by default; or take the column out of staging.', target, lost);
  end if;
end
$$;
