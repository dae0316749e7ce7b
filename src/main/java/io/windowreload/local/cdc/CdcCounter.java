package io.windowreload.local.cdc;

/** Counts changes. */
final class CdcCounter {
    private CdcCounts counts = new CdcCounts(0, 0, 0, 0, 0, 0);

    synchronized CdcCounts counts() {
        return counts;
    }

    synchronized void made(SourceChange change) {
        counts = new CdcCounts(
                counts.made() + 1,
                counts.inserted() + (change.kind() == SourceChange.Kind.INSERT ? 1 : 0),
                counts.updated() + (change.kind() == SourceChange.Kind.UPDATE ? 1 : 0),
                counts.deleted() + (change.kind() == SourceChange.Kind.DELETE ? 1 : 0),
                counts.applied(),
                counts.withoutEffect());
    }

    synchronized void applied(int rows) {
        counts = new CdcCounts(
                counts.made(),
                counts.inserted(),
                counts.updated(),
                counts.deleted(),
                counts.applied() + 1,
                counts.withoutEffect() + (rows == 0 ? 1 : 0));
    }
}
