package dev.racer.spark.publication;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.racer.core.published.Commit;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.lake.DateRange;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What an attempt was made from and what it holds: {@value #FILE} in the attempt's folder.
 *
 * @param runId identity of the run: same code, configuration, inputs and days
 * @param publication name of the publication
 * @param code the code that ran
 * @param seed seed of the tie noise
 * @param range the days that were read
 * @param config the effective configuration with the origin of every value
 * @param inputs the tables read and which versions of them
 * @param quality what became of every input row
 * @param outputs files and folders of the attempt, this one not among them
 * @param applied the version that was applied, if the run applied one
 * @param night the days that a nightly version was made from
 */
public record Manifest(
    String runId,
    String publication,
    Code code,
    long seed,
    DateRange range,
    List<ConfigEntry> config,
    List<Input> inputs,
    QualityReport quality,
    List<Output> outputs,
    Optional<Applied> applied,
    Optional<NightWindow> night) {
  /** Name of the file. */
  public static final String FILE = "manifest.json";

  /** Version of its form. */
  public static final int SCHEMA_VERSION = 1;

  /** Takes copies. */
  public Manifest {
    config = List.copyOf(config);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** What an attempt that applied no version was made from. */
  public Manifest(
      String runId,
      String publication,
      Code code,
      long seed,
      DateRange range,
      List<ConfigEntry> config,
      List<Input> inputs,
      QualityReport quality,
      List<Output> outputs) {
    this(runId, publication, code, seed, range, config, inputs, quality, outputs, Optional.empty());
  }

  /** What an attempt that belongs to no night was made from. */
  public Manifest(
      String runId,
      String publication,
      Code code,
      long seed,
      DateRange range,
      List<ConfigEntry> config,
      List<Input> inputs,
      QualityReport quality,
      List<Output> outputs,
      Optional<Applied> applied) {
    this(
        runId,
        publication,
        code,
        seed,
        range,
        config,
        inputs,
        quality,
        outputs,
        applied,
        Optional.empty());
  }

  /**
   * The code that ran.
   *
   * @param version version of this project
   * @param gitRevision commit it was built from; {@code unknown} outside a checkout
   * @param sparkVersion version of Spark it ran on
   */
  public record Code(String version, String gitRevision, String sparkVersion) {}

  /**
   * One effective configuration value.
   *
   * @param key full key
   * @param value the value as it would be written
   * @param origin file and line, or {@code --set}
   */
  public record ConfigEntry(String key, String value, String origin) {}

  /**
   * One table that was read.
   *
   * @param table {@code queries}, {@code router-scores} or {@code outcomes}
   * @param location path or catalog name
   * @param files number of files; 0 for a table whose files are not known
   * @param bytes size of the files together
   * @param rows rows read
   * @param version SHA-256 over path, size and modification time of the files
   */
  public record Input(
      String table, String location, long files, long bytes, long rows, String version) {}

  /**
   * One file or folder of the attempt.
   *
   * @param path relative to the attempt's folder, with {@code /} between names
   * @param bytes size of the file, or of the files beneath the folder whose names begin with
   *     neither {@code .} nor {@code _}
   * @param sha256 of a file, or of a table as {@link TreeDigest} says, 64 hex digits; empty for a
   *     table of an older form
   * @param rows of a table; empty for other files
   */
  public record Output(String path, long bytes, Optional<String> sha256, OptionalLong rows) {}

  /**
   * A version that was applied.
   *
   * @param sequence its number
   * @param attempt folder of its files relative to the publication
   * @param thresholdsSha256 SHA-256 of its thresholds, 64 hex digits
   */
  public record Applied(long sequence, String attempt, String thresholdsSha256) {
    /** The version of a commit. */
    public static Applied of(Commit commit) {
      return new Applied(commit.sequence(), commit.attempt(), commit.thresholdsSha256());
    }
  }

  /** The manifest as the bytes of its file. */
  public byte[] toJson() {
    return JsonText.document(this::writeTo);
  }

  /**
   * Reads a manifest.
   *
   * @param json bytes of the file
   * @param place what to call it in messages, for example its path
   * @throws DataContractException if it is damaged or of another version
   */
  public static Manifest fromJson(byte[] json, String place) {
    JsonFields fields = JsonFields.parse(json, place);
    fields.schemaVersion(SCHEMA_VERSION);
    String runId = fields.string("run_id");
    String publication = fields.string("publication");
    Code code = code(fields.fields("code"));
    long seed = fields.number("seed");
    DateRange range = range(fields.fields("range"));
    List<ConfigEntry> config = fields.list("config").stream().map(Manifest::configEntry).toList();
    List<Input> inputs = fields.list("inputs").stream().map(Manifest::input).toList();
    QualityReport quality = QualityReport.from(fields.fields("quality"));
    List<Output> outputs = fields.list("outputs").stream().map(Manifest::output).toList();
    Optional<Applied> applied = fields.fieldsIfThere("applied").map(Manifest::applied);
    Optional<NightWindow> night = fields.fieldsIfThere("night").map(NightWindow::from);
    return fields.build(
        () ->
            new Manifest(
                runId,
                publication,
                code,
                seed,
                range,
                config,
                inputs,
                quality,
                outputs,
                applied,
                night));
  }

  private void writeTo(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeNumberField("schema_version", SCHEMA_VERSION);
    json.writeStringField("run_id", runId);
    json.writeStringField("publication", publication);
    json.writeObjectFieldStart("code");
    json.writeStringField("version", code.version());
    json.writeStringField("git_revision", code.gitRevision());
    json.writeStringField("spark_version", code.sparkVersion());
    json.writeEndObject();
    json.writeNumberField("seed", seed);
    json.writeObjectFieldStart("range");
    JsonText.dateField(json, "from", range.from());
    JsonText.dateField(json, "to", range.to());
    json.writeEndObject();
    JsonText.array(
        json, "config", config.stream().<JsonText.Value>map(e -> j -> write(j, e)).toList());
    JsonText.array(
        json, "inputs", inputs.stream().<JsonText.Value>map(i -> j -> write(j, i)).toList());
    json.writeFieldName("quality");
    quality.writeTo(json);
    JsonText.array(
        json, "outputs", outputs.stream().<JsonText.Value>map(o -> j -> write(j, o)).toList());
    if (applied.isPresent()) {
      json.writeFieldName("applied");
      write(json, applied.get());
    }
    if (night.isPresent()) {
      json.writeFieldName("night");
      night.get().writeTo(json);
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, ConfigEntry entry) throws IOException {
    json.writeStartObject();
    json.writeStringField("key", entry.key());
    json.writeStringField("value", entry.value());
    json.writeStringField("origin", entry.origin());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Input input) throws IOException {
    json.writeStartObject();
    json.writeStringField("table", input.table());
    json.writeStringField("location", input.location());
    json.writeNumberField("files", input.files());
    json.writeNumberField("bytes", input.bytes());
    json.writeNumberField("rows", input.rows());
    json.writeStringField("version", input.version());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Output output) throws IOException {
    json.writeStartObject();
    json.writeStringField("path", output.path());
    json.writeNumberField("bytes", output.bytes());
    JsonText.field(json, "sha256", output.sha256());
    JsonText.field(json, "rows", output.rows());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Applied applied) throws IOException {
    json.writeStartObject();
    json.writeNumberField("sequence", applied.sequence());
    json.writeStringField("attempt", applied.attempt());
    json.writeStringField("thresholds_sha256", applied.thresholdsSha256());
    json.writeEndObject();
  }

  private static Applied applied(JsonFields fields) {
    long sequence = fields.number("sequence");
    String attempt = fields.string("attempt");
    String sha256 = fields.string("thresholds_sha256");
    return fields.build(() -> new Applied(sequence, attempt, sha256));
  }

  private static Code code(JsonFields fields) {
    String version = fields.string("version");
    String gitRevision = fields.string("git_revision");
    String sparkVersion = fields.string("spark_version");
    return fields.build(() -> new Code(version, gitRevision, sparkVersion));
  }

  private static DateRange range(JsonFields fields) {
    Optional<LocalDate> from = fields.optionalDate("from");
    Optional<LocalDate> to = fields.optionalDate("to");
    return fields.build(
        () -> {
          try {
            return new DateRange(from, to);
          } catch (ConfigException e) {
            throw new IllegalArgumentException("range is empty: " + from + " to " + to, e);
          }
        });
  }

  private static ConfigEntry configEntry(JsonFields fields) {
    String key = fields.string("key");
    String value = fields.string("value");
    String origin = fields.string("origin");
    return fields.build(() -> new ConfigEntry(key, value, origin));
  }

  private static Input input(JsonFields fields) {
    String table = fields.string("table");
    String location = fields.string("location");
    long files = fields.number("files");
    long bytes = fields.number("bytes");
    long rows = fields.number("rows");
    String version = fields.string("version");
    return fields.build(() -> new Input(table, location, files, bytes, rows, version));
  }

  private static Output output(JsonFields fields) {
    String path = fields.string("path");
    long bytes = fields.number("bytes");
    Optional<String> sha256 = fields.optionalString("sha256");
    OptionalLong rows = fields.optionalNumber("rows");
    return fields.build(() -> new Output(path, bytes, sha256, rows));
  }
}
