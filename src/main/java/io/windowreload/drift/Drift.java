package io.windowreload.drift;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What is known to be wrong, by table and month, what nobody has verified, and what was looked at to say so. That nothing is known of a month
 * proves nothing.
 *
 * @param from the first month
 * @param to the month after the last
 * @param known what there is evidence of; first what belongs to months, then what belongs to none
 * @param unverified months within from and to that no run has reloaded and verified as a whole
 */
@JsonInclude(Include.NON_NULL)
public record Drift(
        String from,
        String to,
        int tables,
        List<TableMonth> known,
        List<Unverified> unverified,
        List<LookedAt> looked) {

    /**
     * What is known of a month of a table.
     *
     * @param month null where the month is not known
     */
    @JsonInclude(Include.NON_NULL)
    public record TableMonth(String table, String month, List<DriftSign> signs) {
        /** Of how many rows there is evidence; of some there may be more than one piece. */
        @JsonProperty
        public long rows() {
            return signs.stream()
                    .map(DriftSign::rows)
                    .filter(rows -> rows != null)
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    /**
     * Months of a table that are not verified.
     *
     * @param state never reloaded, partial, or running
     */
    public record Unverified(String table, String state, List<String> months) {}

    /**
     * A place where evidence is.
     *
     * @param trouble why it could not be looked at; null where it was
     */
    @JsonInclude(Include.NON_NULL)
    public record LookedAt(String what, String trouble) {}

    /** Whether all evidence that there is was looked at. */
    @JsonProperty
    public boolean complete() {
        return looked.stream().allMatch(place -> place.trouble() == null);
    }

    /** How many months of tables are known to be wrong. */
    public long months() {
        return known.stream().filter(cell -> cell.month() != null).count();
    }
}
