package dev.racer.jobs.report.sheet;

import java.util.ArrayList;
import java.util.List;

/**
 * A table laid out for reading: groups of rows under one heading line. The first cell of a row
 * names it.
 *
 * @param id name of its file, without the ending
 * @param title what it shows
 * @param note how to read it; may be empty
 * @param heads the heading line
 * @param groups the rows
 */
public record View(String id, String title, Text note, List<Head> heads, List<Group> groups) {
  /** Takes copies and checks the widths. */
  public View {
    heads = List.copyOf(heads);
    groups = List.copyOf(groups);
    for (Group group : groups) {
      for (List<Text> row : group.rows()) {
        if (row.size() != heads.size()) {
          throw new IllegalArgumentException(
              "Row of view %s must have %d cells, got %d".formatted(id, heads.size(), row.size()));
        }
      }
    }
  }

  /**
   * A cell of the heading line.
   *
   * @param title what stands in it
   * @param isNumeric whether its column is aligned to the right
   */
  public record Head(Text title, boolean isNumeric) {
    /** A heading above words. */
    public static Head words(String title) {
      return new Head(Text.words(title), false);
    }

    /** A heading above numbers. */
    public static Head numbers(String title) {
      return new Head(Text.words(title), true);
    }
  }

  /**
   * Rows that belong together.
   *
   * @param title what they have in common; may be empty
   * @param rows the rows
   */
  public record Group(Text title, List<List<Text>> rows) {
    /** Takes copies. */
    public Group {
      rows = rows.stream().map(List::copyOf).toList();
    }
  }

  /** A table as it is: every column, every row. */
  public static View of(Sheet sheet) {
    List<Head> heads =
        sheet.columns().stream()
            .map(column -> new Head(Text.words(column.title()), column.isNumeric()))
            .toList();
    List<List<Text>> rows = new ArrayList<>();
    for (int i = 0; i < sheet.rows().size(); i++) {
      int row = i;
      rows.add(
          sheet.columns().stream().map(column -> Text.cell(sheet, row, column.name())).toList());
    }
    return new View(
        sheet.id(), sheet.title(), Text.empty(), heads, List.of(new Group(Text.empty(), rows)));
  }

  /** Whether there is nothing in it. */
  public boolean isEmpty() {
    return groups.stream().allMatch(group -> group.rows().isEmpty());
  }
}
