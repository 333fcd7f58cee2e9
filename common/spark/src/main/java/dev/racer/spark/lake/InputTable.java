package dev.racer.spark.lake;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * An input table, opened: its declared columns under their declared names and types.
 *
 * @param name one of {@link LakeInputs#TABLES}
 * @param location where it was found
 * @param version what it was made of
 * @param rows the declared columns that it has; nothing is filtered
 */
public record InputTable(String name, String location, InputVersion version, Dataset<Row> rows) {

  /** Whether the optional column is there. */
  public boolean has(String column) {
    return Columns.contains(rows, column);
  }

  /** The same table with other rows or columns. */
  public InputTable withRows(Dataset<Row> other) {
    return new InputTable(name, location, version, other);
  }
}
