package dev.racer.jobs.report.sheet;

import java.util.regex.Pattern;

/**
 * A column of a table.
 *
 * @param name name in files, {@code snake_case}
 * @param title what people read above it
 * @param form how its numbers are written
 */
public record Column(String name, String title, Form form) {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

  /** Checks the name. */
  public Column {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("Column name must be snake_case, got " + name);
    }
  }

  /** A column whose numbers, if there are any, are written as they are. */
  public static Column of(String name, String title) {
    return new Column(name, title, Form.PLAIN);
  }

  /** A column. */
  public static Column of(String name, String title, Form form) {
    return new Column(name, title, form);
  }

  /** Whether it stands to the right, as numbers do. */
  boolean isNumeric() {
    return form != Form.PLAIN;
  }
}
