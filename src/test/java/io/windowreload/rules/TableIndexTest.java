package io.windowreload.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.window.TableName;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The index finds exactly what each pattern, asked by itself, would say. */
class TableIndexTest {
    @ParameterizedTest
    @CsvSource({
        "CUSTOMERS, CUSTOMERS",
        "ORDER_LINES, ORDER",
        "ORDER[_]LINES, ORDER_LINES",
        "ORDER[_]%, ORDER_",
        "%, ''",
        "_X, ''",
        "A[bc]D, A",
        "A[b, A[b",
        "A%B, A"
    })
    void what_all_names_of_a_pattern_begin_with(String pattern, String beginning) {
        assertThat(new NamePattern(pattern).beginning()).isEqualTo(beginning);
    }

    @Test
    void it_finds_what_the_patterns_say() {
        var random = new Random(7);
        var rules = new StringBuilder();
        for (var id = 1; id <= 400; id++) {
            rules.append(id == 1 ? "" : ",").append("""
                            {"rule-type":"transformation","rule-id":"%d","rule-name":"%d","rule-action":"convert-lowercase",
                             "rule-target":"table","object-locator":{"schema-name":"S","table-name":"%s"}}""".formatted(id, id, text(random, "AB%_[]-")));
        }
        var mapping = Mapping.parse("{\"rules\":[" + rules + "]}");

        var hits = 0;
        for (var turn = 0; turn < 2000; turn++) {
            var table = new TableName("S", text(random, "AB_-"));
            var one = mapping.transformations().stream()
                    .filter(rule -> rule.locator().names(table))
                    .toList();
            assertThat(mapping.hitting(table)).as(table.toString()).isEqualTo(one);
            hits += one.size();
        }
        assertThat(hits).isPositive();
        assertThat(mapping.hitting(new TableName("T", "A"))).isEqualTo(List.of());
    }

    private static String text(Random random, String letters) {
        var text = new StringBuilder();
        for (var length = 1 + random.nextInt(5); length > 0; length--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }
}
