package dev.racer.spark.lake;

import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Column names that may hold any character, dots and backticks included. */
public final class Columns {
  private Columns() {}

  /** The column of exactly that name. */
  public static Column named(String name) {
    return functions.col("`" + name.replace("`", "``") + "`");
  }

  /** Whether the rows have a column of that name, in any case, as Spark resolves names. */
  static boolean contains(Dataset<Row> rows, String name) {
    return Arrays.stream(rows.columns()).anyMatch(column -> column.equalsIgnoreCase(name));
  }
}
