package io.windowreload.rules;

import io.windowreload.window.TableName;
import java.util.List;
import java.util.Map;

/**
 * What the rules make of a table, held against production's catalog: a proposal for tables.json.
 *
 * @param sources of columns of production, the column of the source that each comes from
 * @param added columns of production that a rule fills, and whose values a load finds again
 * @param unfilled columns of production that a load cannot fill, or that nothing is known to fill
 * @param ignore columns of the source that must be left behind
 * @param masked columns of production that hold masked values
 */
public record Draft(
        TableName target,
        Map<String, String> sources,
        List<String> added,
        List<String> unfilled,
        List<String> ignore,
        List<String> masked) {}
