package dev.racer.bench.report;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page of figures. The sections between its markers are written by the command, one per size of
 * the lake, the smallest first; the rest is prose and is left as it is.
 */
public final class Page {
  private static final String BEGIN = "<!-- figures -->";
  private static final String END = "<!-- /figures -->";
  private static final Pattern SECTION =
      Pattern.compile(
          "<!-- figures (?<queries>[0-9]+) x (?<models>[0-9]+) -->\n.*?<!-- /figures \\k<queries> x"
              + " \\k<models> -->\n",
          Pattern.DOTALL);

  private Page() {}

  /**
   * The page with the section of a result put in, in place of that of the same size if there is
   * one.
   *
   * @param page the page as it is
   * @param result what to put in
   * @param file name of the result's file as the page names it
   * @throws IllegalArgumentException if the page has no place for figures
   */
  public static String update(String page, Result result, String file) {
    if (!hasPlace(page)) {
      throw new IllegalArgumentException(
          "The page must have lines " + BEGIN + " and " + END + ", in this order");
    }
    int from = page.indexOf(BEGIN + "\n") + BEGIN.length() + 1;
    int end = page.indexOf(END + "\n");
    String section = section(result, file);
    StringBuilder sections = new StringBuilder();
    boolean isPut = false;
    Matcher old = SECTION.matcher(page.substring(from, end));
    while (old.find()) {
      int order = compare(old, result);
      if (order >= 0 && !isPut) {
        sections.append(section);
        isPut = true;
      }
      if (order != 0) {
        sections.append(old.group());
      }
    }
    if (!isPut) {
      sections.append(section);
    }
    return page.substring(0, from) + sections + page.substring(end);
  }

  private static int compare(Matcher section, Result result) {
    int byQueries =
        Long.compare(Long.parseLong(section.group("queries")), result.setup().queries());
    return byQueries != 0
        ? byQueries
        : Integer.compare(Integer.parseInt(section.group("models")), result.setup().models());
  }

  /** Whether the page has a place for figures. */
  public static boolean hasPlace(String page) {
    int begin = page.indexOf(BEGIN + "\n");
    return begin >= 0 && page.indexOf(END + "\n") > begin;
  }

  /** The section of a result. */
  static String section(Result result, String file) {
    String size = result.setup().queries() + " x " + result.setup().models();
    StringBuilder text = new StringBuilder();
    text.append("<!-- figures ").append(size).append(" -->\n");
    text.append(
        String.format(
            Locale.ROOT,
            "### %,d queries × %d models\n\n",
            result.setup().queries(),
            result.setup().models()));
    text.append(Figures.conditions(result)).append(" All timings: `").append(file).append("`.\n\n");
    table(text, Figures.CONTENDER_TITLES, Figures.contenders(result));
    if (!result.ratios().isEmpty()) {
      table(text, Figures.RATIO_TITLES, Figures.ratios(result));
    }
    Figures.failures(result).forEach(line -> text.append(line).append("\n\n"));
    return text.append("<!-- /figures ").append(size).append(" -->\n").toString();
  }

  private static void table(StringBuilder text, List<String> titles, List<List<String>> rows) {
    row(text, titles);
    text.append("|---").append("|---:".repeat(titles.size() - 1)).append("|\n");
    rows.forEach(row -> row(text, row));
    text.append('\n');
  }

  private static void row(StringBuilder text, List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
