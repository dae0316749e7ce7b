-- Whose code runs when the program writes a table, and what about a table keeps it from being merged. 'check' asks the same functions, lent to
-- its own session, so they need nothing but each other.

-- The table, its partitions and its inheritance children.
create or replace function admin.below(target regclass) returns setof oid
language sql stable set search_path = pg_catalog, pg_temp as $$
  with recursive below (relation) as (
    select target::oid union select i.inhrelid from pg_inherits i join below b on i.inhparent = b.relation)
  select relation from below
$$;

-- All code of production that an insert, update or delete in the table may run, whose it is, and whether it acts: fire as in a usual session,
-- skip as in one with session_replication_role = replica. Code of superusers, of our own role and of roles that are trusted may act.
create or replace function admin.acting_code(target regclass, triggers text, trusted text[])
returns table (kind text, name text, function text, owner text, acts boolean, trusted_owner boolean, changes_rows boolean)
language plpgsql stable set search_path = pg_catalog, pg_temp
set enable_hashjoin = on set enable_mergejoin = on set enable_seqscan = on set jit = off as $$
declare
  firing constant "char"[] := case triggers when 'skip' then '{R,A}' else '{O,A}' end;
begin
  return query
  with relations as materialized (select b as relation from admin.below(target) b),
  code as (
    select 'trigger' as kind, t.tgname::text as name, t.tgfoid as function, t.tgenabled = any (firing) as acts,
      t.tgtype & 20 > 0 as changes_rows
    from pg_trigger t join relations r on r.relation = t.tgrelid
    where not t.tgisinternal and t.tgparentid = 0 and t.tgtype & 28 > 0
      -- not the fence's
      and not exists (
        select from pg_proc f where f.oid = t.tgfoid and f.pronamespace = to_regnamespace('admin') and f.proname ~ '^fence_[0-9]+_[0-9]+_(row|statement)$')
    union
    select o.kind, o.name, coalesce(x.oprcode::oid, d.refobjid), true, false
    from (
      select 'check' as kind, c.conname::text as name, 'pg_constraint'::regclass as class, c.oid as object
      from pg_constraint c join relations r on r.relation = c.conrelid where c.contype = 'c'
      union all
      select case when a.attgenerated = '' then 'default' else 'generated column' end, a.attname::text, 'pg_attrdef'::regclass, e.oid
      from pg_attrdef e join relations r on r.relation = e.adrelid join pg_attribute a on a.attrelid = e.adrelid and a.attnum = e.adnum
      union all
      -- The expressions of partition keys, and before PostgreSQL 15 those of generated columns.
      select 'expression', c.relname::text, 'pg_class'::regclass, c.oid from relations r join pg_class c on c.oid = r.relation
      union all
      select 'index', c.relname::text, 'pg_class'::regclass, c.oid
      from pg_index i join relations r on r.relation = i.indrelid join pg_class c on c.oid = i.indexrelid
      union all
      select 'domain', y.typname::text, 'pg_constraint'::regclass, c.oid
      from pg_attribute a join relations r on r.relation = a.attrelid join pg_type y on y.oid = a.atttypid join pg_constraint c on c.contypid = y.oid
      union all
      select 'trigger', t.tgname::text, 'pg_trigger'::regclass, t.oid
      from pg_trigger t join relations r on r.relation = t.tgrelid where not t.tgisinternal and t.tgenabled = any (firing) and t.tgtype & 28 > 0
    ) o
    join pg_depend d on d.classid = o.class and d.objid = o.object and d.refclassid in ('pg_proc'::regclass, 'pg_operator'::regclass)
    left join pg_operator x on d.refclassid = 'pg_operator'::regclass and x.oid = d.refobjid
    where o.kind <> 'trigger' or d.refobjid <> (select t.tgfoid from pg_trigger t where t.oid = o.object)
    union
    select 'rule', w.rulename::text, null::oid, w.ev_enabled = any (firing), true
    from pg_rewrite w join relations r on r.relation = w.ev_class where w.rulename <> '_RETURN' and w.ev_type in ('2', '3', '4')
    union
    select 'policy', p.polname::text, null::oid, row_security_active(target), false
    from pg_policy p where p.polrelid = target)
  select c.kind, c.name, c.function::regprocedure::text, quote_ident(u.rolname), c.acts,
    u.rolsuper or u.rolname = current_user or u.rolname = any (trusted), c.changes_rows
  from code c
  left join pg_proc f on f.oid = c.function
  join pg_roles u on u.oid = coalesce(f.proowner, (select relowner from pg_class where oid = target))
  order by c.kind, c.name, 3;
end
$$;

-- What PostgreSQL objects to when it only plans to read a table. It takes SQL functions of indexes apart and looks for the names in them where
-- the session looks, and ours looks at nothing but what it is sure of.
create or replace function admin.planning_trouble(target regclass) returns text
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
  execute format('select from %s limit 0', target);
  return null;
exception
  when insufficient_privilege then return null;
  when lock_not_available or deadlock_detected then raise;
  when others then return sqlerrm;
end
$$;

-- What keeps a table from being merged, one row a trouble: the word of its error code, what it is and what to do.
create or replace function admin.table_troubles(target regclass, triggers text, trusted text[]) returns table (code text, detail text, fix text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return query
  select 'TARGET_TABLE_UNFIT', format('the rule %s of %s rewrites what is written', quote_ident(c.name), target),
    'Replace the rule by a trigger, or leave the table out. (Where CDC writes as a replica, reload.merge.triggers=skip leaves it out of action.)'
  from admin.acting_code(target, triggers, trusted) c where c.kind = 'rule' and c.acts
  union all
  select 'TARGET_TABLE_UNFIT', format('row-level security of %s hides rows from the role %s: %s', r.conrelid, current_user, r.policies),
    format('alter role %s bypassrls; or let the owner of the table end "force row level security".', quote_ident(current_user))
  from (
    select p.relation as conrelid, coalesce((select string_agg('policy ' || quote_ident(polname), ', ') from pg_policy where polrelid = p.relation), 'no policy lets it see any') as policies
    from (select target as relation union select confrelid::regclass from pg_constraint where conrelid = target and contype = 'f') p
    where row_security_active(p.relation)) r
  union all
  select 'TARGET_TABLE_UNFIT', format('%s is kept by the access method %s', b.oid::regclass, m.amname), 'Only heap tables tell who wrote a row last. Leave it out.'
  from pg_class b join admin.below(target) x on x = b.oid join pg_am m on m.oid = b.relam where b.relkind in ('r', 'm') and m.amname <> 'heap'
  union all
  select 'TARGET_TABLE_UNFIT', format('%s has %s columns; what undo keeps of a row would have more than the 1600 that a table can have', target, count(*)),
    'Leave the table out, or remove a column.'
  from pg_attribute a where a.attrelid = target and a.attnum > 0 and not a.attisdropped
  having count(*) > 1599
  union all
  select 'TARGET_TABLE_UNFIT', format('%s cannot be read with a search_path of its own: %s', target, x.trouble),
    'A function of one of its indexes has names without a schema. Write them with it, or: alter function ... set search_path = ...'
  from admin.planning_trouble(target) x (trouble) where x.trouble is not null
  union all
  select 'TARGET_CODE_UNTRUSTED', format('%s %s of %s would run %s of %s with the rights of %s', c.kind, quote_ident(c.name), target, c.function, c.owner, quote_ident(current_user)),
    format('If the program may run code of that role, add it to reload.merge.trusted-owners; else let a trusted role own the function.%s',
      case when c.kind = 'trigger' and triggers = 'fire' then ' reload.merge.triggers=skip leaves usual triggers out of action.' end)
  from admin.acting_code(target, triggers, trusted) c where c.acts and not c.trusted_owner and c.function is not null;
end
$$;

-- Tries what triggers make of an update of a row of the table, and takes it back: the code of production must be trusted already. Null where
-- the window column keeps what is written, or where that cannot be tried.
create or replace function admin.try_triggers(target regclass, window_column text, triggers text, trusted text[], path text) returns text
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  wrote text;
  kept text;
  row_place tid;
  row_table oid;
  column_type text := (select format_type(atttypid, atttypmod) from pg_attribute where attrelid = target and attname = window_column);
begin
  if not exists (select from admin.acting_code(target, triggers, trusted) c where c.kind = 'trigger' and c.acts and c.changes_rows) then
    return null;
  end if;
  begin
    perform set_config('lock_timeout', '300', true);
    if (current_setting('session_replication_role') = 'replica') <> (triggers = 'skip') then
      perform set_config('session_replication_role', case triggers when 'skip' then 'replica' else 'origin' end, true);
    end if;
    execute format('select ctid, tableoid from %s where %I is not null limit 1 for no key update skip locked', target, window_column) into row_place, row_table;
    perform set_config('search_path', path, true);
    execute pg_catalog.format(
      'with w as (update %1$s set %2$I = %2$I operator(pg_catalog.+) %4$s where ctid operator(pg_catalog.=) $1'
      ' and tableoid operator(pg_catalog.=) $2 returning ctid, %2$I as kept), o as (select %2$I operator(pg_catalog.+) %4$s as wrote'
      ' from %1$s where ctid operator(pg_catalog.=) $1 and tableoid operator(pg_catalog.=) $2)'
      ' select o.wrote::%3$s::pg_catalog.text, w.kept::pg_catalog.text from o left join w on true', target, window_column, column_type,
      case when column_type ~ '^(time|date)' then 'pg_catalog.make_interval(days => 1)' else '1' end)
    into wrote, kept using row_place, row_table;
    perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    raise exception using errcode = 'WR170', message = 'taken back';
  exception
    when sqlstate 'WR170' then null;
    when others then return null;
  end;
  if row_place is null or wrote is not distinct from kept then
    return null;
  end if;
  return format('%s of %s: the window column %s was to be %s, and %s', (
      select string_agg('trigger ' || quote_ident(c.name), ', ') from admin.acting_code(target, triggers, trusted) c
      where c.kind = 'trigger' and c.acts and c.changes_rows),
    target, quote_ident(window_column), wrote, coalesce('became ' || kept, 'the row was not written'));
end
$$;
