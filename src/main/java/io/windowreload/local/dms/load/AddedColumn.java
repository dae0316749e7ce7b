package io.windowreload.local.dms.load;

import io.windowreload.local.dms.expression.RowExpression;
import io.windowreload.local.dms.mapping.TransformationRule;
import java.util.Optional;

/** A column that {@code add-column} adds; without an expression it is NULL. */
record AddedColumn(String name, TransformationRule.DmsType type, Optional<RowExpression> expression) {
    static AddedColumn of(TransformationRule rule) {
        return new AddedColumn(
                rule.value(),
                rule.dataType(),
                rule.expression().isBlank() ? Optional.empty() : Optional.of(RowExpression.parse(rule.expression())));
    }
}
