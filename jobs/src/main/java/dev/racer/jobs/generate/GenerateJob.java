package dev.racer.jobs.generate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.timestamp_micros;

import dev.racer.jobs.generate.GenerateResult.TableSize;
import dev.racer.jobs.run.Progress;
import dev.racer.spark.lake.ConfigException;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Writes a synthetic lake: one pass per table, no shuffle and no sort, one file per task, each task
 * within one day.
 */
public final class GenerateJob {
  private static final int MAX_FILES = 200_000; // a list of them is held and sent to the tasks

  private final ToLongFunction<OutputFolder> freeBytes;

  /** A job that reads the free space of the disk it writes to. */
  public GenerateJob() {
    this(OutputFolder::freeBytes);
  }

  GenerateJob(ToLongFunction<OutputFolder> freeBytes) {
    this.freeBytes = freeBytes;
  }

  /**
   * Writes the lake.
   *
   * @param spark session whose tasks can write to the local file system
   * @param config what to write, and where
   * @param progress hears of each table; {@code done} is called in any case
   * @return what was written
   * @throws ConfigException if the output folder is not empty and must not be overwritten, or the
   *     lake would have too many files; nothing was changed
   * @throws InsufficientDiskException if the lake would not fit; nothing was changed
   */
  public GenerateResult run(SparkSession spark, GenerateConfig config, Progress progress) {
    try {
      return write(spark, config, progress);
    } finally {
      progress.done();
    }
  }

  /**
   * Checks the output folder and the free disk space, as {@link #run} does first; changes nothing.
   *
   * @throws ConfigException if the output folder is not empty and must not be overwritten, or the
   *     lake would have too many files
   * @throws InsufficientDiskException if the lake would not fit
   */
  public void check(GenerateConfig config) {
    checkedFolder(config);
  }

  private OutputFolder checkedFolder(GenerateConfig config) {
    OutputFolder folder = OutputFolder.check(config.output(), config.existingOutput());
    long files = 0;
    for (LakeTable table : LakeTable.values()) {
      files += Slice.count(config.days(), config.queries(), queriesPerFile(config, table));
    }
    long free = freeBytes.applyAsLong(folder) + folder.earlierBytes();
    DiskEstimate.check(DiskEstimate.bytes(config, files), free, config.output());
    if (files > MAX_FILES) {
      throw new ConfigException(
          "The lake must have at most "
              + MAX_FILES
              + " files, got "
              + files
              + ": allow more rows per file");
    }
    return folder;
  }

  private GenerateResult write(SparkSession spark, GenerateConfig config, Progress progress) {
    LakeTable[] tables = LakeTable.values();
    int steps = tables.length + 1;
    progress.step(1, steps, "count what will be written");
    OutputFolder folder = checkedFolder(config);
    SyntheticWorld world = SyntheticWorld.of(config);
    LakeCounts counts = LakeCounts.of(config, world);

    folder.begin();
    SyntheticRows rows = new SyntheticRows(config, world);
    SparkSession session = writingSession(spark);
    SortedMap<String, TableSize> sizes = new TreeMap<>();
    for (int i = 0; i < tables.length; i++) {
      LakeTable table = tables[i];
      progress.step(2 + i, steps, "write " + table.folder());
      writeTable(session, config, rows, table, folder);
      sizes.put(table.folder(), folder.size(table, counts.rows().get(table)));
    }
    SortedMap<String, SortedMap<String, Long>> malformed = new TreeMap<>();
    counts.malformed().forEach((table, kinds) -> malformed.put(table.folder(), kinds));
    GenerateResult result =
        new GenerateResult(
            config.output(),
            Collections.unmodifiableSortedMap(sizes),
            Collections.unmodifiableSortedMap(malformed),
            counts.routerTrainQueries(),
            counts.exploredQueries(),
            counts.unknownLabels());
    folder.complete(result.toJson(config));
    return result;
  }

  private static long queriesPerFile(GenerateConfig config, LakeTable table) {
    return Math.max(1, config.rowsPerFile() / LakeCounts.rowsPerQuery(config, table));
  }

  private static List<Slice> slices(GenerateConfig config, LakeTable table) {
    return Slice.cut(
        config.startDate(), config.days(), config.queries(), queriesPerFile(config, table));
  }

  /** Returns a session with settings of its own: the caller's stays as it is. */
  private static SparkSession writingSession(SparkSession spark) {
    SparkSession session = spark.newSession();
    session.conf().set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");
    // one writer is enough, as a task stays within a day; without this Spark sorts each task by day
    session.conf().set("spark.sql.maxConcurrentOutputFileWriters", "1");
    return session;
  }

  private static void writeTable(
      SparkSession session,
      GenerateConfig config,
      SyntheticRows rows,
      LakeTable table,
      OutputFolder folder) {
    rows(session, rows, table, slices(config, table))
        .write()
        .partitionBy(SyntheticRows.DATE)
        .option("compression", "zstd")
        .option("mapreduce.fileoutputcommitter.marksuccessfuljobs", "false")
        // wide enough for the ids of a file, so that each is stored once
        .option("parquet.dictionary.page.size", "8388608")
        .option("parquet.enable.dictionary#score", "false")
        .parquet("file://" + folder.table(table).toAbsolutePath());
  }

  /** Returns the rows of a table, one partition per slice. */
  static Dataset<Row> rows(
      SparkSession session, SyntheticRows rows, LakeTable table, List<Slice> slices) {
    MapPartitionsFunction<Long, Row> makeRows =
        numbers -> new Concatenation(numbers, number -> rows.rows(table, slices.get((int) number)));
    Dataset<Row> made =
        session
            .range(0, slices.size(), 1, slices.size())
            .mapPartitions(makeRows, Encoders.row(rows.schema(table)));
    List<String> columns = List.of(made.columns());
    for (String instant : SyntheticRows.INSTANT_COLUMNS) {
      if (columns.contains(instant)) {
        made = made.withColumn(instant, timestamp_micros(col(instant)));
      }
    }
    return made;
  }

  /** The rows of several slices, one after another. */
  private static final class Concatenation implements Iterator<Row> {
    private final Iterator<Long> numbers;
    private final LongFunction<Iterator<Row>> rowsOf;
    private Iterator<Row> current = Collections.emptyIterator();

    Concatenation(Iterator<Long> numbers, LongFunction<Iterator<Row>> rowsOf) {
      this.numbers = numbers;
      this.rowsOf = rowsOf;
    }

    @Override
    public boolean hasNext() {
      while (!current.hasNext() && numbers.hasNext()) {
        current = rowsOf.apply(numbers.next());
      }
      return current.hasNext();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException("No more rows");
      }
      return current.next();
    }
  }
}
