package io.windowreload.local.dms.mapping;

import java.util.List;

/**
 * How one table is cut into segments that load side by side, and how its large objects travel.
 *
 * @param type {@code none}, {@code partitions-auto}, {@code subpartitions-auto}, {@code partitions-list} or {@code ranges}
 * @param columns of {@code ranges}
 * @param boundaries upper bounds of {@code ranges}, one value a column; the segment above the last one is implied
 * @param partitions of {@code partitions-list}, subpartitions too
 */
public record TableSettingsRule(
        long id,
        ObjectLocator locator,
        String type,
        List<String> columns,
        List<List<String>> boundaries,
        List<String> partitions,
        LobSettings lobs)
        implements MappingRule {}
