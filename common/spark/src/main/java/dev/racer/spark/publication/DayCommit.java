package dev.racer.spark.publication;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.racer.core.published.AttemptId;
import dev.racer.spark.schema.CalibrationRecords;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The calibration records of one UTC day, put in place: {@code
 * records/<day>/_commits/<number>.json}, created once and never changed. The highest number of a
 * day is the one that is read.
 *
 * @param date the day
 * @param sequence number among those of the day, from 1
 * @param runId what the records were made of: 16 hex digits, equal for equal inputs and recipe
 * @param attempt id of the attempt that made them, {@code <run id>-<8 hex digits>}
 * @param recipe digest of what in the configuration shapes records, 64 hex digits
 * @param madeFrom for every input table the version of the files that hold the day
 * @param routers the routers of the day with their pools, one entry per router, version and pool
 * @param segmentColumns the columns of queries that the records carry, in their order
 * @param segments the segments that occur among the queries of the day
 * @param files the files of the records, ordered by path
 * @param quality what became of every input row of the day
 * @param committedAt when
 * @param refused why the records are left out of windows; empty for records that count
 */
public record DayCommit(
    LocalDate date,
    long sequence,
    String runId,
    String attempt,
    String recipe,
    SortedMap<String, String> madeFrom,
    List<DayRouter> routers,
    List<String> segmentColumns,
    List<DaySegments> segments,
    List<DayFile> files,
    QualityReport quality,
    Instant committedAt,
    Optional<String> refused) {
  /** Version of its form. */
  public static final int SCHEMA_VERSION = 1;

  /** Checks the ids and the order of files, and takes copies. */
  public DayCommit {
    AttemptId.require(runId, attempt);
    if (sequence < 1) {
      throw new IllegalArgumentException("sequence must be at least 1, got " + sequence);
    }
    madeFrom = Collections.unmodifiableSortedMap(new TreeMap<>(madeFrom));
    routers = List.copyOf(routers);
    segmentColumns = List.copyOf(segmentColumns);
    segments = List.copyOf(segments);
    files = List.copyOf(files);
    for (int i = 1; i < files.size(); i++) {
      if (files.get(i - 1).path().compareTo(files.get(i).path()) >= 0) {
        throw new IllegalArgumentException(
            "files must be in order of path, each once, got "
                + files.get(i).path()
                + " after "
                + files.get(i - 1).path());
      }
    }
  }

  /**
   * A router of a day.
   *
   * @param router its name
   * @param version what the lake calls its version; empty where it does not say
   * @param fingerprint of name and version, 16 hex digits
   * @param poolId identity of its pool
   * @param models the models of the pool, in its order
   * @param records queries that it calibrates
   */
  public record DayRouter(
      String router,
      Optional<String> version,
      String fingerprint,
      String poolId,
      List<String> models,
      long records) {
    /** Takes a copy. */
    public DayRouter {
      models = List.copyOf(models);
    }
  }

  /**
   * The segments of a combination of columns.
   *
   * @param columns the combination
   * @param values the tuples of values that occur, one value per column
   */
  public record DaySegments(List<String> columns, List<List<String>> values) {
    /** Takes copies. */
    public DaySegments {
      columns = List.copyOf(columns);
      values = values.stream().map(List::copyOf).toList();
    }
  }

  /**
   * A file of the records.
   *
   * @param path relative to the folder of the table
   * @param bytes its size
   * @param sha256 of its bytes, 64 hex digits
   */
  public record DayFile(String path, long bytes, String sha256) {}

  /** Folder of a day relative to the publication. */
  public static String folder(LocalDate date) {
    return "records/" + date;
  }

  /** Folder of the attempt relative to the publication. */
  public String attemptFolder() {
    return folder(date) + "/attempts/" + attempt;
  }

  /** Folder of the table of records relative to the publication. */
  public String table() {
    return attemptFolder() + "/" + CalibrationRecords.TABLE;
  }

  /** Digest of all files: {@link TreeDigest#sha256}, with paths below the folder of the table. */
  public String recordsSha256() {
    SortedMap<String, String> digests = new TreeMap<>();
    files.forEach(file -> digests.put(file.path(), file.sha256()));
    return TreeDigest.sha256(digests);
  }

  /** The same records under another number. */
  public DayCommit withSequence(long number) {
    return with(number, refused);
  }

  /** Records that count. */
  public DayCommit(
      LocalDate date,
      long sequence,
      String runId,
      String attempt,
      String recipe,
      SortedMap<String, String> madeFrom,
      List<DayRouter> routers,
      List<String> segmentColumns,
      List<DaySegments> segments,
      List<DayFile> files,
      QualityReport quality,
      Instant committedAt) {
    this(
        date,
        sequence,
        runId,
        attempt,
        recipe,
        madeFrom,
        routers,
        segmentColumns,
        segments,
        files,
        quality,
        committedAt,
        Optional.empty());
  }

  /** The same records, left out of windows until the day is made again. */
  public DayCommit refusedFor(String reason) {
    return with(sequence, Optional.of(reason));
  }

  private DayCommit with(long number, Optional<String> why) {
    return new DayCommit(
        date,
        number,
        runId,
        attempt,
        recipe,
        madeFrom,
        routers,
        segmentColumns,
        segments,
        files,
        quality,
        committedAt,
        why);
  }

  /** The commit as the bytes of its file. */
  public byte[] toJson() {
    return JsonText.document(this::writeTo);
  }

  /**
   * Reads a commit.
   *
   * @param json bytes of the file
   * @param place what to call it in messages, for example its path
   * @throws dev.racer.spark.lake.DataContractException if it is damaged or of another version
   */
  public static DayCommit fromJson(byte[] json, String place) {
    JsonFields fields = JsonFields.parse(json, place);
    fields.schemaVersion(SCHEMA_VERSION);
    LocalDate date = fields.date("date");
    long sequence = fields.number("sequence");
    String runId = fields.string("run_id");
    String attempt = fields.string("attempt");
    String recipe = fields.string("recipe");
    SortedMap<String, String> madeFrom = fields.strings("made_from");
    List<DayRouter> routers = fields.list("routers").stream().map(DayCommit::router).toList();
    List<String> segmentColumns = fields.texts("segment_columns");
    List<DaySegments> segments =
        fields.list("segments").stream().map(DayCommit::segmentsOf).toList();
    List<DayFile> files = fields.list("files").stream().map(DayCommit::file).toList();
    QualityReport quality = QualityReport.from(fields.fields("quality"));
    Instant committedAt = fields.instant("committed_at");
    Optional<String> refused = fields.optionalString("refused");
    return fields.build(
        () ->
            new DayCommit(
                date,
                sequence,
                runId,
                attempt,
                recipe,
                madeFrom,
                routers,
                segmentColumns,
                segments,
                files,
                quality,
                committedAt,
                refused));
  }

  private void writeTo(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeNumberField("schema_version", SCHEMA_VERSION);
    json.writeStringField("date", date.toString());
    json.writeNumberField("sequence", sequence);
    json.writeStringField("run_id", runId);
    json.writeStringField("attempt", attempt);
    json.writeStringField("recipe", recipe);
    json.writeObjectFieldStart("made_from");
    for (Map.Entry<String, String> table : madeFrom.entrySet()) {
      json.writeStringField(table.getKey(), table.getValue());
    }
    json.writeEndObject();
    JsonText.array(
        json, "routers", routers.stream().<JsonText.Value>map(r -> j -> write(j, r)).toList());
    JsonText.texts(json, "segment_columns", segmentColumns);
    JsonText.array(
        json, "segments", segments.stream().<JsonText.Value>map(s -> j -> write(j, s)).toList());
    JsonText.array(
        json, "files", files.stream().<JsonText.Value>map(f -> j -> write(j, f)).toList());
    json.writeFieldName("quality");
    quality.writeTo(json);
    json.writeStringField("committed_at", committedAt.toString());
    JsonText.field(json, "refused", refused);
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, DayRouter router) throws IOException {
    json.writeStartObject();
    json.writeStringField("router", router.router());
    JsonText.field(json, "version", router.version());
    json.writeStringField("fingerprint", router.fingerprint());
    json.writeStringField("pool_id", router.poolId());
    JsonText.texts(json, "models", router.models());
    json.writeNumberField("records", router.records());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, DaySegments segments) throws IOException {
    json.writeStartObject();
    JsonText.texts(json, "columns", segments.columns());
    json.writeArrayFieldStart("values");
    for (List<String> values : segments.values()) {
      json.writeStartArray();
      for (String value : values) {
        json.writeString(value);
      }
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, DayFile file) throws IOException {
    json.writeStartObject();
    json.writeStringField("path", file.path());
    json.writeNumberField("bytes", file.bytes());
    json.writeStringField("sha256", file.sha256());
    json.writeEndObject();
  }

  private static DayRouter router(JsonFields fields) {
    String router = fields.string("router");
    Optional<String> version = fields.optionalString("version");
    String fingerprint = fields.string("fingerprint");
    String poolId = fields.string("pool_id");
    List<String> models = fields.texts("models");
    long records = fields.number("records");
    return fields.build(() -> new DayRouter(router, version, fingerprint, poolId, models, records));
  }

  private static DaySegments segmentsOf(JsonFields fields) {
    List<String> columns = fields.texts("columns");
    List<List<String>> values = fields.textLists("values");
    return fields.build(() -> new DaySegments(columns, values));
  }

  private static DayFile file(JsonFields fields) {
    String path = fields.string("path");
    long bytes = fields.number("bytes");
    String sha256 = fields.string("sha256");
    return fields.build(() -> new DayFile(path, bytes, sha256));
  }
}
