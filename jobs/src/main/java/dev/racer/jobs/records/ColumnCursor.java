package dev.racer.jobs.records;

import java.util.HashMap;
import java.util.Map;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;

/**
 * The values of one column, row by row: single values, or lists of them. A column that the file
 * does not have is null in every row.
 */
final class ColumnCursor {
  /** Distinct texts that are kept as strings; a column with more is no column of names. */
  private static final int MOST_NAMES = 1 << 16;

  private final ColumnDescriptor column; // null if the file does not have it
  private final int listLevel;
  private final Map<Binary, String> names = new HashMap<>();
  private ColumnReader reader;
  private Binary last; // whose bytes do not change
  private String lastName;

  private ColumnCursor(ColumnDescriptor column, int listLevel) {
    this.column = column;
    this.listLevel = listLevel;
  }

  /** A column of single values. */
  static ColumnCursor single(MessageType schema, String name) {
    String[] path = {name};
    return schema.containsPath(path)
        ? new ColumnCursor(schema.getColumnDescription(path), 0)
        : new ColumnCursor(null, 0);
  }

  /** A column of lists, as Parquet's three levels. */
  static ColumnCursor list(MessageType schema, String name) {
    String[] path = {name, "list", "element"};
    return schema.containsPath(path)
        ? new ColumnCursor(
            schema.getColumnDescription(path), schema.getMaxDefinitionLevel(name, "list"))
        : new ColumnCursor(null, 0);
  }

  boolean isAbsent() {
    return column == null;
  }

  /** Goes to the first row of a row group. */
  void begin(ColumnReadStoreImpl rowGroup) {
    if (column != null) {
      reader = rowGroup.getColumnReader(column);
    }
  }

  /** The name in this row, kept as a string; null if there is none. */
  String name() {
    if (isNull()) {
      return null;
    }
    Binary value = reader.getBinary();
    if (value.equals(last)) { // which is nearly always so
      reader.consume();
      return lastName;
    }
    String name = names.get(value);
    if (name == null) {
      name = value.toStringUsingUTF8();
      if (names.size() < MOST_NAMES) {
        names.put(value.copy(), name);
      }
    }
    last = value.isBackingBytesReused() ? null : value;
    lastName = name;
    reader.consume();
    return name;
  }

  /** The UTF-8 bytes in this row, not to be changed; null if there are none. */
  byte[] text() {
    if (isNull()) {
      return null;
    }
    byte[] bytes = reader.getBinary().getBytes();
    reader.consume();
    return bytes;
  }

  /** The number in this row, or that given if there is none. */
  double number(double otherwise) {
    if (isNull()) {
      return otherwise;
    }
    double number = reader.getDouble();
    reader.consume();
    return number;
  }

  /** Whether this row has no value; goes on to the next row then. */
  private boolean isNull() {
    if (column == null) {
      return true;
    }
    if (reader.getCurrentDefinitionLevel() < column.getMaxDefinitionLevel()) {
      reader.consume();
      return true;
    }
    return false;
  }

  /** Takes the elements of a list. */
  interface Elements {
    /** A value at the reader. */
    void add(ColumnReader reader);

    /** An element that is null. */
    void addNull();
  }

  /**
   * Hands on the elements of this row's list.
   *
   * @return whether there is a list, perhaps an empty one
   */
  boolean list(Elements elements) {
    if (column == null) {
      return false;
    }
    if (reader.getCurrentDefinitionLevel() < listLevel) {
      boolean isEmpty = reader.getCurrentDefinitionLevel() == listLevel - 1;
      reader.consume();
      return isEmpty;
    }
    do {
      if (reader.getCurrentDefinitionLevel() == column.getMaxDefinitionLevel()) {
        elements.add(reader);
      } else {
        elements.addNull();
      }
      reader.consume();
    } while (reader.getCurrentRepetitionLevel() > 0);
    return true;
  }
}
