package io.windowreload.local.dms.load;

import io.windowreload.local.dms.mapping.LobSettings;
import io.windowreload.local.dms.mapping.ParsedSettings;
import io.windowreload.local.dms.mapping.TableSettingsRule;
import java.util.Optional;

/**
 * How the large objects of a table travel.
 *
 * @param wanted false: they are NULL at the target
 * @param limited true: what is longer than the limit is cut
 * @param limit in bytes
 */
record LobMode(boolean wanted, boolean limited, int limit) {
    private static final int KILOBYTE = 1024;

    /** The mode of a table, by its own settings if it has any, else by those of the task. */
    static LobMode of(ParsedSettings settings, Optional<TableSettingsRule> table) {
        var own = table.map(TableSettingsRule::lobs).orElse(LobSettings.NONE);
        return switch (own.mode()) {
            case NONE -> new LobMode(settings.lobs(), settings.limitedLobs(), settings.lobLimit());
            case LIMITED -> new LobMode(true, true, own.bulkMaxSize() * KILOBYTE);
            case UNLIMITED -> new LobMode(true, false, 0);
        };
    }

    /** Rows are written first and their large objects afterwards, which the target's columns must bear. */
    boolean looksUp() {
        return wanted && !limited;
    }
}
