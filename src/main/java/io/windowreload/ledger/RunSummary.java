package io.windowreload.ledger;

import io.windowreload.ledger.RunTable.Counts;
import java.util.List;

/**
 * A run with the sum of its tables' accounts.
 *
 * @param tables the target tables' names without schema, in order
 */
public record RunSummary(Run run, List<String> tables, Counts counts) {}
