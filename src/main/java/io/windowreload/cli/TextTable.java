package io.windowreload.cli;

import io.windowreload.window.ForeignText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A table with a frame, as wide as what is in it. Numbers stand to the right. */
final class TextTable {
    private final List<List<String>> rows = new ArrayList<>();
    private final int[] widths;

    TextTable(String... heads) {
        widths = new int[heads.length];
        add((Object[]) heads);
    }

    /** Adds a row; null is an empty cell. */
    void add(Object... cells) {
        var row = Arrays.stream(cells)
                .map(cell -> cell == null ? "" : ForeignText.shown(cell.toString()))
                .toList();
        for (var i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], row.get(i).length());
        }
        rows.add(row);
    }

    @Override
    public String toString() {
        var rule = Arrays.stream(widths)
                .mapToObj(width -> "-".repeat(width + 2))
                .collect(Collectors.joining("+", "+", "+\n"));
        return rows.stream()
                .skip(1)
                .map(this::line)
                .collect(Collectors.joining("", rule + line(rows.get(0)) + rule, rule));
    }

    private String line(List<String> row) {
        return IntStream.range(0, widths.length)
                .mapToObj(i -> cell(row.get(i), widths[i]))
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    private static String cell(String text, int width) {
        var space = " ".repeat(width - text.length());
        return text.matches("[0-9,]+") ? space + text : text + space;
    }
}
