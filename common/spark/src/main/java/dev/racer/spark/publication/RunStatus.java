package dev.racer.spark.publication;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.racer.core.published.AttemptId;
import dev.racer.spark.lake.DataContractException;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a run ended: {@value #FILE}, the last file that a run writes, published or not.
 *
 * @param runId identity of the run: same code, configuration, inputs and days
 * @param attempt id of this attempt at it, {@code <run id>-<8 hex digits>}
 * @param verb what was run, for example {@code calibrate}
 * @param date the logical date of a verb that runs for one
 * @param outcome how it ended
 * @param exitCode exit code of the process
 * @param reason why, when it was refused or failed
 * @param sequence the version that it published, found in force already, or applied
 * @param startedAt begin
 * @param endedAt end
 * @param quality what became of the input rows, as far as the run came
 * @param gate what the gate checked, as far as the run came
 */
public record RunStatus(
    String runId,
    String attempt,
    String verb,
    Optional<LocalDate> date,
    RunOutcome outcome,
    int exitCode,
    Optional<String> reason,
    OptionalLong sequence,
    Instant startedAt,
    Instant endedAt,
    Optional<QualityReport> quality,
    List<GateVerdict> gate) {
  /** The earliest begin first. */
  public static final Comparator<RunStatus> BY_BEGIN =
      Comparator.comparing(RunStatus::startedAt).thenComparing(RunStatus::attempt);

  /** Name of the file. */
  public static final String FILE = "status.json";

  /** Version of its form. */
  public static final int SCHEMA_VERSION = 1;

  /** Takes a copy and checks the ids. */
  public RunStatus {
    AttemptId.require(runId, attempt);
    gate = List.copyOf(gate);
  }

  /** The status as the bytes of its file. */
  public byte[] toJson() {
    return JsonText.document(this::writeTo);
  }

  /** The status as JSON on one line. */
  public String toJsonLine() {
    return JsonText.line(this::writeTo);
  }

  /**
   * Reads a status.
   *
   * @param json bytes of the file
   * @param place what to call it in messages, for example its path
   * @throws DataContractException if it is damaged or of another version
   */
  public static RunStatus fromJson(byte[] json, String place) {
    JsonFields fields = JsonFields.parse(json, place);
    fields.schemaVersion(SCHEMA_VERSION);
    String runId = fields.string("run_id");
    String attempt = fields.string("attempt");
    String verb = fields.string("verb");
    Optional<LocalDate> date = fields.dateIfThere("date");
    String outcome = fields.string("outcome");
    int exitCode = Math.toIntExact(fields.number("exit_code"));
    Optional<String> reason = fields.optionalString("reason");
    OptionalLong sequence = fields.optionalNumber("sequence");
    Instant startedAt = fields.instant("started_at");
    Instant endedAt = fields.instant("ended_at");
    Optional<QualityReport> quality = fields.optionalFields("quality").map(QualityReport::from);
    List<GateVerdict> gate = fields.list("gate").stream().map(GateVerdict::from).toList();
    return fields.build(
        () ->
            new RunStatus(
                runId,
                attempt,
                verb,
                date,
                RunOutcome.ofKey(outcome),
                exitCode,
                reason,
                sequence,
                startedAt,
                endedAt,
                quality,
                gate));
  }

  private void writeTo(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeNumberField("schema_version", SCHEMA_VERSION);
    json.writeStringField("run_id", runId);
    json.writeStringField("attempt", attempt);
    json.writeStringField("verb", verb);
    if (date.isPresent()) { // most verbs have none, and their statuses no such key
      json.writeStringField("date", date.get().toString());
    }
    json.writeStringField("outcome", outcome.key());
    json.writeNumberField("exit_code", exitCode);
    JsonText.field(json, "reason", reason);
    JsonText.field(json, "sequence", sequence);
    json.writeStringField("started_at", startedAt.toString());
    json.writeStringField("ended_at", endedAt.toString());
    json.writeFieldName("quality");
    if (quality.isPresent()) {
      quality.get().writeTo(json);
    } else {
      json.writeNull();
    }
    JsonText.array(
        json, "gate", gate.stream().<JsonText.Value>map(verdict -> verdict::writeTo).toList());
    json.writeEndObject();
  }
}
