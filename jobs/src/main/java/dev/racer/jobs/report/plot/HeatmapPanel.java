package dev.racer.jobs.report.plot;

import java.util.List;

/**
 * Numbers in cells, the darker the larger; each cell says its number, too.
 *
 * @param title what it shows
 * @param columns labels of the columns
 * @param columnsLabel what the columns are
 * @param rows labels of the rows, from the top
 * @param cells cells with a number above 0
 * @param total what a cell of full darkness holds
 */
public record HeatmapPanel(
    String title,
    List<String> columns,
    String columnsLabel,
    List<String> rows,
    List<Cell> cells,
    double total)
    implements Panel {
  private static final double LEFT = 132;
  private static final double RIGHT = WIDTH - 8.0;
  private static final double TOP = 26;
  private static final double ROW = 30;

  /** Takes copies. */
  public HeatmapPanel {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    cells = List.copyOf(cells);
  }

  /**
   * A cell.
   *
   * @param column index of the column
   * @param line index of the row of cells, from the top
   * @param value its number
   * @param text the number as it is written
   * @param row index of its row in the table of the figure
   * @param tip what that row says
   */
  public record Cell(int column, int line, double value, String text, int row, String tip) {}

  @Override
  public int height() {
    return (int) (TOP + ROW * rows.size() + 42);
  }

  @Override
  public void draw(Svg svg) {
    double bottom = TOP + ROW * rows.size();
    double width = (RIGHT - LEFT) / columns.size();
    svg.title(8, 15, title);
    for (int i = 0; i <= rows.size(); i++) {
      svg.line(LEFT, TOP + ROW * i, RIGHT, TOP + ROW * i, Ink.GRID, 1, Dash.SOLID);
    }
    for (int i = 0; i <= columns.size(); i++) {
      double at = LEFT + width * i;
      svg.line(at, TOP, at, bottom, Ink.GRID, 1, Dash.SOLID);
    }
    for (int i = 0; i < rows.size(); i++) {
      String label = shortened(rows.get(i), 16);
      svg.text(LEFT - 6, TOP + ROW * i + ROW / 2 + 4, label, Svg.Anchor.END, Ink.MUTED);
    }
    for (int i = 0; i < columns.size(); i++) {
      double at = LEFT + width * (i + 0.5);
      svg.text(at, bottom + 15, columns.get(i), Svg.Anchor.MIDDLE, Ink.MUTED);
    }
    svg.text((LEFT + RIGHT) / 2, bottom + 33, columnsLabel, Svg.Anchor.MIDDLE, Ink.MUTED);
    for (Cell cell : cells) {
      double x = LEFT + width * cell.column();
      double y = TOP + ROW * cell.line();
      double share = Math.min(1, cell.value() / total);
      svg.mark(
          cell.row(),
          cell.tip(),
          () -> {
            svg.rectangle(x + 1, y + 1, width - 2, ROW - 2, Ink.BLUE, 0.12 + 0.88 * share);
            // in between, both inks can be read
            Ink ink = share > 0.5 ? Ink.SURFACE : Ink.TEXT;
            svg.text(x + width / 2, y + ROW / 2 + 4, cell.text(), Svg.Anchor.MIDDLE, ink);
          });
    }
  }

  /** The text, or its beginning where it is too long. */
  static String shortened(String text, int most) {
    int length = text.codePointCount(0, text.length());
    return length <= most ? text : text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
  }
}
