package dev.racer.jobs.report.sheet;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A table: named, typed columns and rows of values. The same as the file {@code tables/ID.csv}. */
public final class Sheet {
  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9_-]*");

  private final String id;
  private final String title;
  private final List<Column> columns;
  private final List<List<Value>> rows;

  private Sheet(String id, String title, List<Column> columns, List<List<Value>> rows) {
    this.id = id;
    this.title = title;
    this.columns = List.copyOf(columns);
    this.rows = List.copyOf(rows);
  }

  /**
   * Begins a table.
   *
   * @param id name of its file, without the ending
   * @param title what it shows
   * @param columns its columns, with different names
   */
  public static Builder of(String id, String title, Column... columns) {
    return new Builder(id, title, List.of(columns));
  }

  /** Collects the rows of a table. */
  public static final class Builder {
    private final String id;
    private final String title;
    private final List<Column> columns;
    private final List<List<Value>> rows = new ArrayList<>();

    private Builder(String id, String title, List<Column> columns) {
      if (!ID.matcher(id).matches()) {
        throw new IllegalArgumentException("Id of a table must be a file name, got " + id);
      }
      if (columns.stream().map(Column::name).distinct().count() != columns.size()) {
        throw new IllegalArgumentException("Columns must have different names, got " + columns);
      }
      this.id = id;
      this.title = title;
      this.columns = columns;
    }

    /**
     * Adds a row.
     *
     * @param values one for each column
     * @return its index
     */
    public int add(Value... values) {
      if (values.length != columns.size()) {
        throw new IllegalArgumentException(
            "Row of " + id + " must have " + columns.size() + " values, got " + values.length);
      }
      rows.add(List.of(values));
      return rows.size() - 1;
    }

    /** The table. */
    public Sheet build() {
      return new Sheet(id, title, columns, rows);
    }
  }

  /** Name of its file, without the ending. */
  public String id() {
    return id;
  }

  /** What it shows. */
  public String title() {
    return title;
  }

  /** Its columns. */
  public List<Column> columns() {
    return columns;
  }

  /** Its rows, one value for each column. */
  public List<List<Value>> rows() {
    return rows;
  }

  /**
   * A value.
   *
   * @param row index of the row
   * @param column name of the column
   */
  public Value value(int row, String column) {
    return rows.get(row).get(index(column));
  }

  /**
   * A value as people read it.
   *
   * @param row index of the row
   * @param column name of the column
   */
  public String written(int row, String column) {
    int index = index(column);
    return columns.get(index).form().write(rows.get(row).get(index));
  }

  /** What a row says, in one line: every column with a value, by its title. */
  public String tip(int row) {
    List<String> parts = new ArrayList<>();
    for (Column column : columns) {
      if (!value(row, column.name()).equals(Value.none())) {
        parts.add(column.title() + " " + written(row, column.name()));
      }
    }
    return String.join("; ", parts);
  }

  private int index(String column) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(column)) {
        return i;
      }
    }
    throw new IllegalArgumentException(
        "Table " + id + " must have the column, got " + column + " of " + columns);
  }
}
