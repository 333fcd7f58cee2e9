package dev.racer.jobs.report.page;

import dev.racer.jobs.report.plot.Xml;
import dev.racer.jobs.report.sheet.Text;
import dev.racer.jobs.report.sheet.Text.Piece;
import dev.racer.jobs.report.sheet.View;
import java.util.List;

/** Writes the parts of a page. Text is escaped; a number says which cell it is. */
public final class Html {
  private final StringBuilder out = new StringBuilder();

  /** Adds markup as it is. */
  public Html raw(String markup) {
    out.append(markup);
    return this;
  }

  /** Adds words. */
  public Html words(String words) {
    out.append(Xml.escape(words));
    return this;
  }

  /** Adds a text, its cells marked with table, row and column. */
  public Html text(Text text) {
    for (Piece piece : text.pieces()) {
      if (piece instanceof Piece.Words words) {
        words(words.text());
      } else if (piece instanceof Piece.Name name) {
        raw("<bdi>").words(name.text()).raw("</bdi>");
      } else if (piece instanceof Piece.Cell cell) {
        String unit = cell.unit().isEmpty() ? "" : " data-unit=\"" + cell.unit() + "\"";
        raw("<span data-cell=\"%s:%d:%s\"".formatted(cell.sheet().id(), cell.row(), cell.column()))
            .raw(unit + ">")
            .words(cell.written())
            .raw("</span>");
      } else if (piece instanceof Piece.LineEnd) {
        raw("<br/>");
      }
    }
    return this;
  }

  /** Adds a table that can be scrolled sideways, by keyboard, too. */
  public Html table(View view) {
    raw("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"")
        .words(view.title())
        .raw("\">\n<table>\n<caption>")
        .words(view.title())
        .raw("</caption>\n<thead><tr>");
    for (View.Head head : view.heads()) {
      raw("<th scope=\"col\"" + alignment(head.isNumeric()) + ">").text(head.title()).raw("</th>");
    }
    raw("</tr></thead>\n");
    for (View.Group group : view.groups()) {
      raw("<tbody>\n");
      if (!group.title().pieces().isEmpty()) {
        raw("<tr class=\"group\"><th scope=\"rowgroup\" colspan=\"%d\">"
                .formatted(view.heads().size()))
            .text(group.title())
            .raw("</th></tr>\n");
      }
      group.rows().forEach(row -> row(view.heads(), row));
      raw("</tbody>\n");
    }
    return raw("</table>\n</div>\n");
  }

  private void row(List<View.Head> heads, List<Text> cells) {
    raw("<tr>");
    for (int i = 0; i < cells.size(); i++) {
      String element = i == 0 ? "th scope=\"row\"" : "td";
      raw("<" + element + alignment(heads.get(i).isNumeric()) + ">")
          .text(cells.get(i))
          .raw(i == 0 ? "</th>" : "</td>");
    }
    raw("</tr>\n");
  }

  private static String alignment(boolean isNumeric) {
    return isNumeric ? " class=\"number\"" : "";
  }

  /** What was written. */
  @Override
  public String toString() {
    return out.toString();
  }
}
