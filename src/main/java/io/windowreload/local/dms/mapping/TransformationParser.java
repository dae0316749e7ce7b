package io.windowreload.local.dms.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import io.windowreload.local.dms.mapping.TransformationRule.DmsType;
import io.windowreload.local.dms.mapping.TransformationRule.Target;
import java.util.Set;

/** Transformation rules: action and kind of object must be of those that DMS lists. */
final class TransformationParser {
    // User guide, "Transformation rules and actions", value list of data-type.
    private static final Set<String> TYPES = Set.of(
            "bytes",
            "date",
            "time",
            "datetime",
            "int1",
            "int2",
            "int4",
            "int8",
            "numeric",
            "real4",
            "real8",
            "string",
            "uint1",
            "uint2",
            "uint4",
            "uint8",
            "wstring",
            "blob",
            "nclob",
            "clob",
            "boolean",
            "set",
            "list",
            "map",
            "tuple");

    private TransformationParser() {}

    static TransformationRule rule(JsonNode node, long id, ObjectLocator locator) {
        var action = TransformationAction.of(MappingParser.word(node, "rule-action"))
                .orElseThrow(MappingParser::invalidDocument);
        var target = target(node, id, locator);
        requireFit(action, target, id);
        requireExactTable(action, locator, id);
        var rule = new TransformationRule(
                id,
                action,
                target,
                locator,
                MappingParser.word(node, "value"),
                MappingParser.word(node, "old-value"),
                MappingParser.word(node, "expression"),
                action == TransformationAction.DEFINE_PRIMARY_KEY
                        ? KeyDefinition.of(node.path("primary-key-def"), id)
                        : null,
                dataType(node));
        requireOperands(rule);
        return rule;
    }

    // Mappings that run have rules without a target: the narrowest name of the locator tells what is meant.
    private static Target target(JsonNode node, long id, ObjectLocator locator) {
        if (!node.hasNonNull("rule-target")) {
            return locator.column() != null ? Target.COLUMN : locator.table() != null ? Target.TABLE : Target.SCHEMA;
        }
        return switch (MappingParser.word(node, "rule-target")) {
            case "schema" -> Target.SCHEMA;
            case "table" -> Target.TABLE;
            case "column" -> Target.COLUMN;
            case "table-tablespace", "index-tablespace" ->
                throw MappingParser.failed(id, "tablespace targets need an Oracle target endpoint");
            default -> throw MappingParser.invalidDocument();
        };
    }

    private static void requireFit(TransformationAction action, Target target, long id) {
        var fits =
                switch (target) {
                    case SCHEMA -> action.renames();
                    case TABLE -> action.renames() || action == TransformationAction.DEFINE_PRIMARY_KEY;
                    case COLUMN -> true;
                };
        if (!fits) {
            throw MappingParser.failed(id, action.word() + " does not apply to this rule-target");
        }
    }

    private static void requireExactTable(TransformationAction action, ObjectLocator locator, long id) {
        if (action == TransformationAction.DEFINE_PRIMARY_KEY && !locator.namesOneTable()) {
            throw MappingParser.failed(id, "define-primary-key does not take wildcards in schema or table name");
        }
    }

    private static void requireOperands(TransformationRule rule) {
        var missing =
                switch (rule.action()) {
                    case RENAME -> rule.value().isEmpty() && rule.expression().isEmpty();
                    case ADD_PREFIX, REMOVE_PREFIX, ADD_SUFFIX, REMOVE_SUFFIX ->
                        rule.value().isEmpty();
                    case REPLACE_PREFIX, REPLACE_SUFFIX ->
                        rule.value().isEmpty() || rule.oldValue().isEmpty();
                    case CHANGE_DATA_TYPE -> rule.dataType() == null;
                    case ADD_COLUMN -> rule.value().isEmpty() || rule.dataType() == null;
                    case DATA_MASKING_DIGITS_MASK -> !rule.value().matches("[\\x21-\\x7e]");
                    case INCLUDE_COLUMN,
                            REMOVE_COLUMN,
                            CONVERT_LOWERCASE,
                            CONVERT_UPPERCASE,
                            DEFINE_PRIMARY_KEY,
                            ADD_BEFORE_IMAGE_COLUMNS,
                            DATA_MASKING_DIGITS_RANDOMIZE,
                            DATA_MASKING_HASH_MASK -> false;
                };
        if (missing) {
            throw MappingParser.failed(rule.id(), rule.action().word() + " misses what it needs");
        }
    }

    private static DmsType dataType(JsonNode node) {
        var type = node.path("data-type");
        if (!type.isObject()) {
            return null;
        }
        var name = MappingParser.word(type, "type");
        if (!TYPES.contains(name)) {
            throw MappingParser.invalidDocument();
        }
        return new DmsType(name, number(type, "precision"), number(type, "scale"), number(type, "length"));
    }

    private static int number(JsonNode type, String name) {
        return type.path(name).asInt(-1);
    }
}
