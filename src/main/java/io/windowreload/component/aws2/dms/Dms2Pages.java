package io.windowreload.component.aws2.dms;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;

/**
 * How the pages of a describe call become one response.
 *
 * @param pages asks for page after page
 * @param items what one page holds
 * @param marker where the page after this one begins
 * @param joined the last page with the items of all pages and no marker
 */
record Dms2Pages<Q, R, I>(
        BiFunction<DatabaseMigrationClient, Q, Iterable<R>> pages,
        Function<R, List<I>> items,
        Function<R, String> marker,
        BiFunction<R, List<I>, R> joined) {

    R all(DatabaseMigrationClient client, Q request) {
        List<I> all = new ArrayList<>();
        R last = null;
        for (R page : pages.apply(client, request)) {
            refuseToCircle(last, page);
            all.addAll(items.apply(page));
            last = page;
        }
        return joined.apply(last, all);
    }

    /** A server that ignores the marker would otherwise be asked for ever. */
    private void refuseToCircle(R last, R page) {
        String next = marker.apply(page);
        if (last != null && next != null && next.equals(marker.apply(last))) {
            throw new IllegalStateException("The service answers marker %s with the same marker".formatted(next));
        }
    }
}
