package io.windowreload.local.dms.mapping;

/** How data validation compares a column: {@code override-validation-function}. It changes nothing that is loaded. */
public record ValidationRule(long id, ObjectLocator locator) implements MappingRule {}
