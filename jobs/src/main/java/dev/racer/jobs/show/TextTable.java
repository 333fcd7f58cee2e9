package dev.racer.jobs.show;

import java.util.ArrayList;
import java.util.List;

/** Lays out text in columns, two spaces apart; columns without any text are left out. */
public final class TextTable {
  private final List<Column> columns;
  private final List<List<String>> rows = new ArrayList<>();

  private record Column(String title, boolean right) {}

  /**
   * @param titles titles of the columns; a title that begins with {@code >} aligns its column to
   *     the right
   */
  public TextTable(String... titles) {
    List<Column> list = new ArrayList<>();
    for (String title : titles) {
      boolean right = title.startsWith(">");
      list.add(new Column(right ? title.substring(1) : title, right));
    }
    columns = List.copyOf(list);
  }

  /**
   * Adds a row.
   *
   * @param cells one text per column
   * @throws IllegalArgumentException if there are more or fewer
   */
  public void add(String... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(
          "A row must have " + columns.size() + " cells, got " + cells.length);
    }
    rows.add(List.of(cells));
  }

  /** The table, each line indented and ended by a newline; empty without rows. */
  public String text(String indent) {
    if (rows.isEmpty()) {
      return "";
    }
    int[] widths = widths();
    List<List<String>> lines = new ArrayList<>();
    lines.add(columns.stream().map(Column::title).toList());
    lines.addAll(rows);
    StringBuilder text = new StringBuilder();
    for (List<String> cells : lines) {
      StringBuilder line = new StringBuilder(indent);
      for (int i = 0; i < widths.length; i++) {
        if (widths[i] > 0) {
          String padding = " ".repeat(widths[i] - length(cells.get(i)));
          line.append(columns.get(i).right() ? padding + cells.get(i) : cells.get(i) + padding);
          line.append("  ");
        }
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  /** Width of each column, in code points; 0 for one without any text below its title. */
  private int[] widths() {
    int[] widths = new int[columns.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], length(row.get(i)));
      }
    }
    for (int i = 0; i < widths.length; i++) {
      if (widths[i] > 0) {
        widths[i] = Math.max(widths[i], length(columns.get(i).title()));
      }
    }
    return widths;
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
