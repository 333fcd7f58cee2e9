package dev.racer.bench.report;

import dev.racer.jobs.show.TextTable;
import java.util.List;

/** A result for a terminal. */
public final class ResultText {
  private ResultText() {}

  /** Tables of medians, spreads and ratios, and what failed. */
  public static String of(Result result) {
    StringBuilder text = new StringBuilder();
    text.append(Figures.conditions(result)).append("\n\n");
    text.append(table(Figures.CONTENDER_TITLES, Figures.contenders(result)));
    if (!result.ratios().isEmpty()) {
      text.append('\n').append(table(Figures.RATIO_TITLES, Figures.ratios(result)));
    }
    Figures.failures(result).forEach(line -> text.append('\n').append(line).append('\n'));
    return text.toString();
  }

  private static String table(List<String> titles, List<List<String>> rows) {
    String[] aligned = titles.stream().map(title -> ">" + title).toArray(String[]::new);
    aligned[0] = titles.get(0);
    TextTable table = new TextTable(aligned);
    rows.forEach(row -> table.add(row.toArray(String[]::new)));
    return table.text("  ");
  }
}
