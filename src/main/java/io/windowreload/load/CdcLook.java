package io.windowreload.load;

import java.util.List;

/**
 * All there is to know of an ongoing CDC task.
 *
 * @param tables what it says of its tables
 */
public record CdcLook(CdcReport task, List<TableReport> tables, CdcPosition position) {}
