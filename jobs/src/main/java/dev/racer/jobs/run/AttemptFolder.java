package dev.racer.jobs.run;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import dev.racer.spark.lake.InputTable;
import dev.racer.spark.publication.Attempt;
import dev.racer.spark.publication.Manifest;
import dev.racer.spark.publication.PublicationFolder.FileEntry;
import dev.racer.spark.publication.Publisher;
import dev.racer.spark.publication.TreeDigest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** The tables that a run writes into the folder of its attempt. */
public final class AttemptFolder {
  private static final String ROWS = "rows";

  private final SparkSession spark;
  private final Attempt attempt;
  private final Map<String, Long> rowsWritten = new LinkedHashMap<>();

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

  /** Writes a table, and counts its rows as they pass. */
  public void write(Dataset<Row> rows, String table, String... partitionColumns) {
    Observation written = new Observation(table);
    rows.observe(written, count(lit(1)).as(ROWS))
        .write()
        .partitionBy(partitionColumns)
        .option("compression", "zstd")
        // nearly every value is new there
        .option("parquet.enable.dictionary#query_id", "false")
        .option("parquet.enable.dictionary#scores.list.element", "false")
        .parquet(path(table));
    rowsWritten.put(table, rows(written, table));
  }

  /** Reads a table of the attempt. */
  public Dataset<Row> read(String table, StructType schema) {
    return spark.read().schema(schema).parquet(path(table));
  }

  /**
   * What the manifest says of the tables.
   *
   * @throws UncheckedIOException if a table, read back, has not as many rows as were written, or a
   *     file that is damaged
   */
  public List<Manifest.Output> outputs() {
    requireRows();
    List<Manifest.Output> outputs = new ArrayList<>();
    rowsWritten.forEach((table, rows) -> outputs.add(Publisher.table(attempt, table, rows)));
    return outputs;
  }

  /**
   * Passes if the tables are whole, for attempts that no manifest describes.
   *
   * @throws UncheckedIOException if a table, read back, has not as many rows as were written, or a
   *     file that is damaged, or if a committer wrote it that is not safe
   */
  public void requireWhole() {
    requireRows();
    rowsWritten.keySet().forEach(table -> Publisher.requireSafe(attempt, table));
  }

  private void requireRows() {
    rowsWritten.forEach(
        (table, written) -> {
          long found = rowsInFooters(table);
          if (found != written) {
            throw new UncheckedIOException(
                new IOException(
                    "Table "
                        + path(table)
                        + " has "
                        + found
                        + " rows when read back, expected the "
                        + written
                        + " that were written"));
          }
        });
  }

  /** Here and not by Spark, which takes three jobs per table to read the same footers. */
  private long rowsInFooters(String table) {
    long rows = 0;
    try {
      for (FileEntry file : TreeDigest.visible(attempt.folder(), attempt.path(table))) {
        rows += rowsInFooter(attempt.folder().sparkPath(file.path()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list table " + path(table) + ": " + e, e);
    }
    return rows;
  }

  private long rowsInFooter(String file) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    try (ParquetFileReader parquet =
        ParquetFileReader.open(HadoopInputFile.fromPath(new Path(file), hadoop))) {
      return parquet.getRecordCount();
    } catch (RuntimeException | IOException e) { // whatever the library's parsers throw at damage
      throw new UncheckedIOException(
          new IOException(
              "File " + file + " cannot be read back as Parquet, as which it was written: " + e,
              e));
    }
  }

  private static long rows(Observation written, String table) {
    try {
      return (long) written.getAsJava().get(ROWS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while writing table " + table, e);
    }
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
