package dev.racer.jobs.report.sheet;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes tables as CSV (RFC 4180, lines ended by a line feed): a header, then one line per row,
 * numbers with all their digits, nothing as an empty field.
 */
public final class Csv {
  private Csv() {}

  /** The file of a table. */
  public static String of(Sheet sheet) {
    StringBuilder csv = new StringBuilder();
    add(csv, sheet.columns().stream().map(Column::name).toList());
    sheet.rows().forEach(row -> add(csv, row.stream().map(Value::exact).toList()));
    return csv.toString();
  }

  /** The same for readers that go by lines: line breaks within a field are spaces. */
  public static String ofLines(Sheet sheet) {
    StringBuilder csv = new StringBuilder();
    add(csv, sheet.columns().stream().map(Column::name).toList());
    sheet
        .rows()
        .forEach(
            row ->
                add(
                    csv,
                    row.stream()
                        .map(Value::exact)
                        .map(field -> field.replaceAll("\\R", " "))
                        .toList()));
    return csv.toString();
  }

  private static void add(StringBuilder csv, List<String> fields) {
    csv.append(fields.stream().map(Csv::quoted).collect(Collectors.joining(","))).append('\n');
  }

  private static String quoted(String field) {
    boolean isPlain = field.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return isPlain ? field : '"' + field.replace("\"", "\"\"") + '"';
  }
}
