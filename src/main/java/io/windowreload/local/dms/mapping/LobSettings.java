package io.windowreload.local.dms.mapping;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * How the large objects of one table travel: {@code lob-settings} of a table-settings rule.
 *
 * @param bulkMaxSize in KB: the limit of {@code LIMITED}; 0 in standard full LOB mode
 */
public record LobSettings(Mode mode, int bulkMaxSize) {
    /** As the task's settings say. */
    public static final LobSettings NONE = new LobSettings(Mode.NONE, 0);

    private static final int LARGEST = 102_400;

    /** The three words of the guide. */
    public enum Mode {
        /** The task's settings hold. */
        NONE,
        /** What is larger than the limit is cut. */
        LIMITED,
        /** Nothing is cut, whatever {@code bulk-max-size} says. */
        UNLIMITED
    }

    static LobSettings of(JsonNode node, long ruleId) {
        if (node.isMissingNode() || node.isNull()) {
            return NONE;
        }
        var size = node.path("bulk-max-size").asInt(0);
        return switch (MappingParser.word(node, "mode")) {
            case "", "none" -> NONE;
            case "limited" -> {
                // "In limited mode, you must set a nonzero value": user guide, "Specifying LOB settings".
                if (size < 1 || size > LARGEST) {
                    throw MappingParser.failed(
                            ruleId, "lob-settings in limited mode need a bulk-max-size from 1 to " + LARGEST);
                }
                yield new LobSettings(Mode.LIMITED, size);
            }
            case "unlimited" -> new LobSettings(Mode.UNLIMITED, size);
            default -> throw MappingParser.failed(ruleId, "the mode of lob-settings is limited, unlimited or none");
        };
    }
}
