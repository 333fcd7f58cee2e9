package dev.racer.jobs.report.sheet;

import java.util.List;
import java.util.stream.Collectors;

/** Writes laid-out tables as Markdown, as GitHub reads it. */
public final class Markdown {
  private Markdown() {}

  /** The file of a table: its title, its note, the table. */
  public static String of(View view) {
    StringBuilder text = new StringBuilder("# " + escape(view.title()) + "\n\n");
    if (!view.note().pieces().isEmpty()) {
      text.append(escape(view.note().plain())).append("\n\n");
    }
    line(text, view.heads().stream().map(View.Head::title).toList());
    text.append(
        view.heads().stream()
            .map(head -> head.isNumeric() ? "---:" : "---")
            .collect(Collectors.joining("|", "|", "|\n")));
    for (View.Group group : view.groups()) {
      if (!group.title().pieces().isEmpty()) {
        text.append("| **").append(escape(group.title().plain())).append("** |");
        text.append(" |".repeat(view.heads().size() - 1)).append('\n');
      }
      group.rows().forEach(row -> line(text, row));
    }
    return text.toString();
  }

  private static void line(StringBuilder text, List<Text> cells) {
    text.append(
        cells.stream()
            .map(cell -> escape(cell.plain()))
            .collect(Collectors.joining(" | ", "| ", " |\n")));
  }

  /** Names may hold what Markdown would take for marks. */
  private static String escape(String text) {
    return text.replaceAll("([\\\\`*_\\[\\]<>|#])", "\\\\$1").replaceAll("\\R", " ");
  }
}
