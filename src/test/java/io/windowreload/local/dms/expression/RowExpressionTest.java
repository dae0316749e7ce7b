package io.windowreload.local.dms.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Expressions against what SQLite makes of them: the values of the table are its answers. */
class RowExpressionTest {
    private static final Map<String, Object> ROW = row();

    private static Map<String, Object> row() {
        var row = new HashMap<String, Object>(Map.of(
                "A",
                "abc",
                "N",
                5L,
                "M",
                -7L,
                "T",
                "  x y ",
                "R",
                2.5,
                "D",
                "2025-03-09 04:05:06",
                "E",
                "Äbc",
                "B",
                new byte[] {10, -1}));
        row.put("Z", null);
        return row;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '\u0001', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
            upper($A)||'-'||lower('XYZ')~ABC-xyz
            lower($E)~\u00c4bc
            ltrim($T)||'.'~x y .
            rtrim($T)~  x y
            trim($T)~x y
            trim('xxaxx','x')~a
            replace($A,'b','')~ac
            replace($A,'','z')~abc
            substr($A,2)~bc
            substr($A,2,1)~b
            substr($A,-2)~bc
            substr($A,-2,1)~b
            substr($A,0,2)~a
            substr('hello',-8,5)~he
            substr('hello',3,-2)~he
            hex($B)~0AFF
            hex('az')~617A
            hex($Z)||'.'~.
            abs($M)~7
            round(2.5)~3
            round(2.567,2)~2.57
            round($R)~3
            max($N,$M,3)~5
            min($N,$M,3)~-7
            max($N,$Z)~NULL
            coalesce($Z,$A)~abc
            ifnull($Z,7)~7
            nullif($N,5)~NULL
            nullif($N,6)~5
            date($D)~2025-03-09
            time($D)~04:05:06
            datetime($D)~2025-03-09 04:05:06
            strftime('%d.%m.%Y %H-%M-%S %j %w %%',$D)~09.03.2025 04-05-06 068 0 %
            strftime('%s',$D)~1741493106
            strftime('%f',$D)~06.000
            date('nonsense')~NULL
            1+2*3~7
            7/2~3
            7.0/2~3.5
            -7/2~-3
            7%4~3
            1||2+3~15
            '12abc'+1~13
            $N=5 and $M<0~1
            $N=5 or $Z=1~1
            not $N~0
            $Z is null~1
            $Z is not null~0
            $Z=1~NULL
            $N in (1,5)~1
            $N in (1,$Z)~NULL
            $N between 1 and 5~1
            not $N between 1 and 5~0
            case when $N>4 then 'big' else 'small' end~big
            case $N when 4 then 'four' when 5 then 'five' end~five
            case when $Z then 1 end~NULL
            'it''s'~it's
            char(65,66)~AB
            5<'a'~1
            'b'>'a'~1
            1/0~NULL
            $A||$Z~NULL
            - - 3~3
            2=2.0~1
            """)
    void what_sqlite_says(String expression, String value) {
        var found = RowExpression.parse(expression.strip()).of(ROW::get);

        assertThat(plain(found)).isEqualTo(value.equals("NULL") ? null : plain(number(value)));
    }

    private static Object number(String text) {
        return text.matches("-?\\d+(\\.\\d+)?") && !text.startsWith("0") && text.length() < 9
                ? new BigDecimal(text)
                : text;
    }

    private static String plain(Object value) {
        if (value == null) {
            return null;
        }
        return value instanceof Number
                ? new BigDecimal(value.toString()).stripTrailingZeros().toPlainString()
                : value.toString();
    }

    @Test
    void now_has_a_date_and_a_hash_is_sha_256() {
        assertThat(RowExpression.parse("datetime ()").of(ROW::get).toString())
                .matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d");
        assertThat(RowExpression.parse("hash_sha256($A)").of(ROW::get))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "$A ||",
                "length($A)",
                "operation_indicator('D','U','I')",
                "CONCAT($A, $A)",
                "A",
                "max($N)",
                "(1",
                "case end",
                "\u2018x\u2019",
                "$A like 'a%'",
                "strftime('%q', $D) ||"
            })
    void what_dms_does_not_document_or_nobody_can_read_is_refused(String expression) {
        assertThatThrownBy(() -> RowExpression.parse(expression)).isInstanceOf(ExpressionException.class);
    }
}
