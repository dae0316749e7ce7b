package io.windowreload.local.dms.mapping;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The actions that DMS has for transformation rules. There is no {@code convert-column-type}. */
public enum TransformationAction {
    ADD_COLUMN,
    INCLUDE_COLUMN,
    REMOVE_COLUMN,
    RENAME,
    CONVERT_LOWERCASE,
    CONVERT_UPPERCASE,
    ADD_PREFIX,
    REMOVE_PREFIX,
    REPLACE_PREFIX,
    ADD_SUFFIX,
    REMOVE_SUFFIX,
    REPLACE_SUFFIX,
    DEFINE_PRIMARY_KEY,
    CHANGE_DATA_TYPE,
    ADD_BEFORE_IMAGE_COLUMNS,
    DATA_MASKING_DIGITS_MASK,
    DATA_MASKING_DIGITS_RANDOMIZE,
    DATA_MASKING_HASH_MASK;

    static Optional<TransformationAction> of(String word) {
        return Arrays.stream(values())
                .filter(action -> action.word().equals(word))
                .findFirst();
    }

    /** The action as a mapping writes it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** True for the actions that put something else in the place of a value. */
    boolean masks() {
        return this == DATA_MASKING_DIGITS_MASK
                || this == DATA_MASKING_DIGITS_RANDOMIZE
                || this == DATA_MASKING_HASH_MASK;
    }

    /** True where the action is the one that DMS allows a column; the others stand beside it. */
    boolean changesTheColumn() {
        return this != INCLUDE_COLUMN
                && this != ADD_COLUMN
                && this != DEFINE_PRIMARY_KEY
                && this != ADD_BEFORE_IMAGE_COLUMNS;
    }

    /** True for the actions that make a new name from the old one. */
    boolean renames() {
        return switch (this) {
            case RENAME,
                    CONVERT_LOWERCASE,
                    CONVERT_UPPERCASE,
                    ADD_PREFIX,
                    REMOVE_PREFIX,
                    REPLACE_PREFIX,
                    ADD_SUFFIX,
                    REMOVE_SUFFIX,
                    REPLACE_SUFFIX -> true;
            case ADD_COLUMN,
                    INCLUDE_COLUMN,
                    REMOVE_COLUMN,
                    DEFINE_PRIMARY_KEY,
                    CHANGE_DATA_TYPE,
                    ADD_BEFORE_IMAGE_COLUMNS,
                    DATA_MASKING_DIGITS_MASK,
                    DATA_MASKING_DIGITS_RANDOMIZE,
                    DATA_MASKING_HASH_MASK -> false;
        };
    }
}
