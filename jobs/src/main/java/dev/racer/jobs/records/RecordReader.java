package dev.racer.jobs.records;

import dev.racer.core.conformal.Labels;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.schema.CalibrationRecords;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.schema.MessageType;

/**
 * The rows of one file of {@link CalibrationRecords}, one after the other; every accessor speaks of
 * the row gone to last. Buffers are used again: what must outlive the row is to be copied.
 */
public final class RecordReader implements AutoCloseable {
  private final String place;
  private final ParquetFileReader file;
  private final MessageType schema;
  private final Place partition;
  private final ColumnCursor queryIds;
  private final ColumnCursor routers;
  private final ColumnCursor routerVersions;
  private final ColumnCursor poolIds;
  private final ColumnCursor labelStates;
  private final ColumnCursor probabilities;
  private final ColumnCursor scoreLists;
  private final ColumnCursor labelLists;
  private final ColumnCursor costLists;
  private final ColumnCursor[] segmentColumns;
  private final Doubles scores = new Doubles();
  private final Bytes labels = new Bytes();
  private final Longs costs = new Longs();
  private final String[] segments;

  private long rowsLeft;
  private byte[] queryId = {};
  private String router = "";
  private String routerVersion;
  private String poolId = "";
  private String labelState;
  private double probability;

  /**
   * What the path of a file says of all of its rows.
   *
   * @param isUsed whether the records calibrate
   * @param date UTC day of the queries; empty in a lake without days
   */
  public record Place(boolean isUsed, String date) {
    private static final String NO_VALUE = "__HIVE_DEFAULT_PARTITION__";

    /**
     * Reads the names of the folders of a path, {@code column=value}.
     *
     * @throws DataContractException if they do not say whether the records are used
     */
    public static Place of(String path) {
      String status = "";
      String date = "";
      for (String name : path.split("/", -1)) {
        if (name.startsWith(CalibrationRecords.STATUS + "=")) {
          status = name.substring(CalibrationRecords.STATUS.length() + 1);
        } else if (name.startsWith(CalibrationRecords.DATE + "=")) {
          date = name.substring(CalibrationRecords.DATE.length() + 1);
        }
      }
      if (!List.of(CalibrationRecords.USED, CalibrationRecords.EXCLUDED).contains(status)) {
        throw new DataContractException(
            path + ": a file of records must lie in a folder status=used or status=excluded");
      }
      return new Place(status.equals(CalibrationRecords.USED), date.equals(NO_VALUE) ? "" : date);
    }
  }

  private RecordReader(String place, ParquetFileReader file, List<String> segmentColumns) {
    this.place = place;
    this.file = file;
    this.partition = Place.of(place);
    this.schema = file.getFileMetaData().getSchema();
    this.queryIds = ColumnCursor.single(schema, CalibrationRecords.QUERY_ID);
    this.routers = ColumnCursor.single(schema, CalibrationRecords.ROUTER);
    this.routerVersions = ColumnCursor.single(schema, CalibrationRecords.ROUTER_VERSION);
    this.poolIds = ColumnCursor.single(schema, CalibrationRecords.POOL_ID);
    this.labelStates = ColumnCursor.single(schema, CalibrationRecords.LABEL_STATE);
    this.probabilities = ColumnCursor.single(schema, CalibrationRecords.INCLUSION_PROBABILITY);
    this.scoreLists = ColumnCursor.list(schema, CalibrationRecords.SCORES);
    this.labelLists = ColumnCursor.list(schema, CalibrationRecords.CORRECT);
    this.costLists = ColumnCursor.list(schema, CalibrationRecords.COSTS);
    this.segmentColumns =
        segmentColumns.stream()
            .map(column -> ColumnCursor.single(schema, CalibrationRecords.segment(column)))
            .toArray(ColumnCursor[]::new);
    this.segments = new String[segmentColumns.size()];
    for (int s = 0; s < segments.length; s++) {
      require(
          !this.segmentColumns[s].isAbsent(),
          "has no column " + CalibrationRecords.segment(segmentColumns.get(s)));
    }
    require(
        !queryIds.isAbsent() && !routers.isAbsent() && !scoreLists.isAbsent(),
        "is no file of calibration records");
  }

  /**
   * Opens a file.
   *
   * @param bytes the file
   * @param place its path, which says whether the records are used, and of which day they are
   * @param segmentColumns the columns of queries whose values are wanted
   * @throws DataContractException if it is damaged, or not of calibration records with these
   *     columns
   */
  public static RecordReader open(WholeFile bytes, String place, List<String> segmentColumns) {
    try {
      ParquetFileReader file = ParquetFileReader.open(bytes, ParquetReadOptions.builder().build());
      return new RecordReader(place, file, segmentColumns);
    } catch (DataContractException e) {
      throw e;
    } catch (RuntimeException | IOException e) { // whatever the library's parsers throw at damage
      throw damaged(place, e);
    }
  }

  private static DataContractException damaged(String place, Exception cause) {
    return new DataContractException(
        place + ": is damaged or no Parquet file: " + cause.getMessage(), cause);
  }

  /**
   * Goes to the next row.
   *
   * @return whether there is one
   * @throws DataContractException if the file is damaged
   */
  public boolean next() {
    try {
      while (rowsLeft == 0) {
        PageReadStore pages = file.readNextRowGroup();
        if (pages == null) {
          return false;
        }
        begin(pages);
      }
      rowsLeft--;
      readRow();
      return true;
    } catch (DataContractException e) {
      throw e;
    } catch (RuntimeException | IOException e) { // as above
      throw damaged(place, e);
    }
  }

  private void begin(PageReadStore pages) {
    ColumnReadStoreImpl columns =
        new ColumnReadStoreImpl(
            pages, NoConversion.of(schema), schema, file.getFileMetaData().getCreatedBy());
    for (ColumnCursor column :
        List.of(
            queryIds,
            routers,
            routerVersions,
            poolIds,
            labelStates,
            probabilities,
            scoreLists,
            labelLists,
            costLists)) {
      column.begin(columns);
    }
    for (ColumnCursor column : segmentColumns) {
      column.begin(columns);
    }
    rowsLeft = pages.getRowCount();
  }

  private void readRow() {
    queryId = queryIds.text();
    router = routers.name();
    routerVersion = routerVersions.name();
    poolId = poolIds.name();
    labelState = labelStates.name();
    probability = probabilities.number(Double.NaN);
    scores.size = 0;
    labels.size = 0;
    scoreLists.list(scores);
    labelLists.list(labels);
    costs.size = 0;
    costLists.list(costs);
    for (int s = 0; s < segments.length; s++) {
      segments[s] = segmentColumns[s].name();
    }
    require(queryId != null && router != null && poolId != null, "has a row without its key");
  }

  /** Whether the records of this file calibrate. */
  public boolean isUsed() {
    return partition.isUsed();
  }

  /** UTC day of the queries of this file; empty in a lake without days. */
  public String date() {
    return partition.date();
  }

  /** UTF-8 bytes of the query's id. */
  public byte[] queryId() {
    return queryId;
  }

  /** Name of the router. */
  public String router() {
    return router;
  }

  /** Version of the router; empty where its scores name none. */
  public String routerVersion() {
    return routerVersion == null ? "" : routerVersion;
  }

  /** Identity of the pool that the row has scores and labels of. */
  public String poolId() {
    return poolId;
  }

  /** Key of the labels' state; empty if the row has none. */
  public String labelState() {
    return labelState == null ? "" : labelState;
  }

  /** Probability with which the query came to be labelled in full; NaN if the row has none. */
  public double probability() {
    return probability;
  }

  /** Number of scores of the row. */
  public int scoreCount() {
    return scores.size;
  }

  /** Raw scores in pool order; as many as {@link #scoreCount} count. */
  public double[] scores() {
    return scores.values;
  }

  /** Number of labels of the row. */
  public int labelCount() {
    return labels.size;
  }

  /** Entries of {@link Labels} in pool order; as many as {@link #labelCount} count. */
  public byte[] labels() {
    return labels.values;
  }

  /**
   * What calling a model costs, in units of 10<sup>-9</sup> of the lake's; negative where unknown.
   *
   * @param model index into the pool of the row
   */
  public long cost(int model) {
    return model < costs.size ? costs.values[model] : Longs.UNKNOWN;
  }

  /** Values of the segment columns wanted; null elements where the query has none. */
  public String[] segments() {
    return segments;
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot close " + place + ": " + e, e);
    }
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new DataContractException(place + ": " + otherwise);
    }
  }

  private static final class Doubles implements ColumnCursor.Elements {
    private double[] values = new double[16];
    private int size;

    @Override
    public void add(ColumnReader reader) {
      put(reader.getDouble());
    }

    @Override
    public void addNull() {
      put(Double.NaN);
    }

    private void put(double value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = value;
    }
  }

  private static final class Longs implements ColumnCursor.Elements {
    private static final long UNKNOWN = -1;

    private long[] values = new long[16];
    private int size;

    @Override
    public void add(ColumnReader reader) {
      put(reader.getLong());
    }

    @Override
    public void addNull() {
      put(UNKNOWN);
    }

    private void put(long value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = value;
    }
  }

  private static final class Bytes implements ColumnCursor.Elements {
    private byte[] values = new byte[16];
    private int size;

    @Override
    public void add(ColumnReader reader) {
      put(reader.getBoolean() ? Labels.CORRECT : Labels.WRONG);
    }

    @Override
    public void addNull() {
      put(Labels.UNKNOWN);
    }

    private void put(byte value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = value;
    }
  }
}
