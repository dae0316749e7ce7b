package io.windowreload.local.dms.mapping;

/** A rule of the table mappings. Where several fit one object, the one with the lowest id wins. */
public sealed interface MappingRule permits SelectionRule, TransformationRule, TableSettingsRule, ValidationRule {
    long id();

    ObjectLocator locator();
}
