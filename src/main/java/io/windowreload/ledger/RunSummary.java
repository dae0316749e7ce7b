package io.windowreload.ledger;

import io.windowreload.ledger.RunTable.Counts;
import java.util.List;

/**
 * A run with the sum of its tables' accounts.
 *
 * @param tables how many tables it has
 * @param names the first of the target tables' names, without schema
 */
public record RunSummary(Run run, int tables, List<String> names, Counts counts) {}
