package io.windowreload.merge;

import java.util.Map;
import java.util.Optional;

/** One change at the source, as CDC replays it: on a model of a table, and on the table itself. */
sealed interface Change {
    /** A row of the table {@code items}; changed is null or a time without zone. */
    record Item(String v, int x, String changed) {
        String values() {
            return "'" + v + "', " + x + ", " + quoted(changed);
        }

        private static String quoted(String time) {
            return time == null ? "null" : "'" + time + "'";
        }
    }

    void on(Map<Integer, Item> table);

    String sql();

    /** CDC's insert takes the place of a row that is there already, as its conflict policy should say. */
    record Insert(int id, Item item) implements Change {
        @Override
        public void on(Map<Integer, Item> table) {
            table.put(id, item);
        }

        @Override
        public String sql() {
            return "insert into production.items values (" + id + ", " + item.values()
                    + ") on conflict (id) do update set v = excluded.v, x = excluded.x, changed = excluded.changed";
        }
    }

    /** Writes all columns. */
    record Update(int id, Item item) implements Change {
        @Override
        public void on(Map<Integer, Item> table) {
            table.computeIfPresent(id, (key, old) -> item);
        }

        @Override
        public String sql() {
            return "update production.items set (v, x, changed) = (" + item.values() + ") where id = " + id;
        }
    }

    /** Writes only the columns that changed at the source; sometimes not even the time. */
    record Patch(int id, int x, Optional<String> changed) implements Change {
        @Override
        public void on(Map<Integer, Item> table) {
            table.computeIfPresent(id, (key, old) -> new Item(old.v(), x, changed.orElse(old.changed())));
        }

        @Override
        public String sql() {
            var time = changed.map(value -> ", changed = " + Item.quoted(value)).orElse("");
            return "update production.items set x = " + x + time + " where id = " + id;
        }
    }

    record Delete(int id) implements Change {
        @Override
        public void on(Map<Integer, Item> table) {
            table.remove(id);
        }

        @Override
        public String sql() {
            return "delete from production.items where id = " + id;
        }
    }

    /**
     * Gives a row another key, one that was never used; it takes the place of a row that the merge has put there already, or puts there
     * between its two statements.
     */
    record Rekey(int id, int newId) implements Change {
        @Override
        public void on(Map<Integer, Item> table) {
            var item = table.remove(id);
            if (item != null) {
                table.put(newId, item);
            }
        }

        @Override
        public String sql() {
            return """
                    do $$
                    declare
                      moved boolean := false;
                    begin
                      while not moved loop
                        begin
                          delete from production.items n using production.items o where n.id = %2$d and o.id = %1$d;
                          update production.items set id = %2$d where id = %1$d;
                          moved := true;
                        exception when unique_violation then
                        end;
                      end loop;
                    end $$""".formatted(id, newId);
        }
    }
}
