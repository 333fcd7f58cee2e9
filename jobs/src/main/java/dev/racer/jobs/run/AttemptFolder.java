package dev.racer.jobs.run;

import dev.racer.spark.lake.InputTable;
import dev.racer.spark.publication.Attempt;
import dev.racer.spark.publication.Manifest;
import dev.racer.spark.publication.Publisher;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** The tables that a run writes into the folder of its attempt. */
public final class AttemptFolder {
  private final SparkSession spark;
  private final Attempt attempt;
  private final List<String> tables = new ArrayList<>();

  /**
   * @param spark session
   * @param attempt where to write
   */
  public AttemptFolder(SparkSession spark, Attempt attempt) {
    this.spark = spark;
    this.attempt = attempt;
  }

  /** The attempt. */
  public Attempt attempt() {
    return attempt;
  }

  /** Writes a table. */
  public void write(Dataset<Row> rows, String table, String... partitionColumns) {
    rows.write()
        .partitionBy(partitionColumns)
        .option("compression", "zstd")
        // nearly every value is new there
        .option("parquet.enable.dictionary#query_id", "false")
        .option("parquet.enable.dictionary#scores.list.element", "false")
        .parquet(path(table));
    tables.add(table);
  }

  /** Reads a table of the attempt. */
  public Dataset<Row> read(String table, StructType schema) {
    return spark.read().schema(schema).parquet(path(table));
  }

  /** What the manifest says of the tables; reads their numbers of rows. */
  public List<Manifest.Output> outputs() {
    return tables.stream()
        .map(table -> Publisher.table(attempt, table, spark.read().parquet(path(table)).count()))
        .toList();
  }

  /** What the manifest says of a table that was read. */
  public static Manifest.Input input(InputTable table, long rows) {
    return new Manifest.Input(
        table.name(),
        table.location(),
        table.version().files(),
        table.version().bytes(),
        rows,
        table.version().digest());
  }

  private String path(String table) {
    return attempt.sparkPath(table);
  }
}
