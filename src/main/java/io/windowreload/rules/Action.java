package io.windowreload.rules;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a transformation rule does to the objects that it names. */
public enum Action {
    RENAME,
    CONVERT_LOWERCASE,
    CONVERT_UPPERCASE,
    ADD_PREFIX,
    REMOVE_PREFIX,
    REPLACE_PREFIX,
    ADD_SUFFIX,
    REMOVE_SUFFIX,
    REPLACE_SUFFIX,
    REMOVE_COLUMN,
    INCLUDE_COLUMN,
    ADD_COLUMN,
    CHANGE_DATA_TYPE,
    DEFINE_PRIMARY_KEY,
    ADD_BEFORE_IMAGE_COLUMNS,
    DATA_MASKING_DIGITS_MASK,
    DATA_MASKING_DIGITS_RANDOMIZE,
    DATA_MASKING_HASH_MASK;

    static Optional<Action> of(String word) {
        return Arrays.stream(values())
                .filter(action -> action.word().equals(word))
                .findFirst();
    }

    /** The action as a mapping writes it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

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
            default -> false;
        };
    }

    /** Whether it takes part where several rules hit one object: the others stand beside any rule. */
    boolean competes() {
        return switch (this) {
            case INCLUDE_COLUMN, ADD_COLUMN -> false;
            default -> true;
        };
    }

    /** Whether what is stored is not what the source has. */
    public boolean masks() {
        return switch (this) {
            case DATA_MASKING_DIGITS_MASK, DATA_MASKING_DIGITS_RANDOMIZE, DATA_MASKING_HASH_MASK -> true;
            default -> false;
        };
    }
}
