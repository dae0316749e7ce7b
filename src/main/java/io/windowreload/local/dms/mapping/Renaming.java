package io.windowreload.local.dms.mapping;

import io.windowreload.local.dms.expression.RowExpression;
import io.windowreload.local.dms.mapping.TransformationRule.Target;
import java.util.Locale;
import java.util.Map;

/** The name that a rule makes of a name; actions that name nothing leave it as it is. */
final class Renaming {
    private Renaming() {}

    static String of(TransformationRule rule, String schema, String table, String column) {
        var name = rule.target() == Target.SCHEMA ? schema : rule.target() == Target.TABLE ? table : column;
        var value = rule.value();
        return switch (rule.action()) {
            case RENAME ->
                rule.expression().isEmpty()
                        ? value
                        : byExpression(
                                rule,
                                Map.of("SCHEMA_NAME_VAR", schema, "TABLE_NAME_VAR", table, "COLUMN_NAME_VAR", column));
            case CONVERT_LOWERCASE -> name.toLowerCase(Locale.ROOT);
            case CONVERT_UPPERCASE -> name.toUpperCase(Locale.ROOT);
            case ADD_PREFIX -> value + name;
            case ADD_SUFFIX -> name + value;
            case REMOVE_PREFIX -> withoutPrefix(name, value, "");
            case REMOVE_SUFFIX -> withoutSuffix(name, value, "");
            case REPLACE_PREFIX -> withoutPrefix(name, rule.oldValue(), value);
            case REPLACE_SUFFIX -> withoutSuffix(name, rule.oldValue(), value);
            case ADD_COLUMN,
                    INCLUDE_COLUMN,
                    REMOVE_COLUMN,
                    DEFINE_PRIMARY_KEY,
                    CHANGE_DATA_TYPE,
                    ADD_BEFORE_IMAGE_COLUMNS,
                    DATA_MASKING_DIGITS_MASK,
                    DATA_MASKING_DIGITS_RANDOMIZE,
                    DATA_MASKING_HASH_MASK -> name;
        };
    }

    private static String byExpression(TransformationRule rule, Map<String, String> variables) {
        var name = RowExpression.parse(rule.expression()).of(variables::get);
        return String.valueOf(name);
    }

    private static String withoutPrefix(String name, String prefix, String replacement) {
        return name.startsWith(prefix) ? replacement + name.substring(prefix.length()) : name;
    }

    private static String withoutSuffix(String name, String suffix, String replacement) {
        return name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) + replacement : name;
    }
}
