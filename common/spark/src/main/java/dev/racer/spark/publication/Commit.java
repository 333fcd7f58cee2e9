package dev.racer.spark.publication;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.racer.spark.lake.DataContractException;
import java.io.IOException;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * One published version. The commit with the highest sequence number is in force.
 *
 * @param sequence version number, 1 or more
 * @param runId identity of the run that made it, 16 hex digits
 * @param attempt folder of the attempt relative to the publication, {@code attempts/<attempt id>}
 * @param manifestSha256 SHA-256 of the attempt's manifest, 64 hex digits
 * @param committedAt when
 */
public record Commit(
    long sequence, String runId, String attempt, String manifestSha256, Instant committedAt) {
  /** Version of the form of a commit. */
  public static final int SCHEMA_VERSION = 1;

  private static final String FOLDER = "attempts/";
  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

  /**
   * @throws IllegalArgumentException if a value is malformed
   */
  public Commit {
    if (sequence < 1) {
      throw new IllegalArgumentException("Sequence must be at least 1, got " + sequence);
    }
    if (!attempt.startsWith(FOLDER)) {
      throw new IllegalArgumentException(
          "Attempt must be a folder in " + FOLDER + ", got " + attempt);
    }
    AttemptId.require(runId, attempt.substring(FOLDER.length()));
    if (!SHA_256.matcher(manifestSha256).matches()) {
      throw new IllegalArgumentException(
          "SHA-256 of the manifest must be 64 hex digits, got " + manifestSha256);
    }
  }

  static Commit of(long sequence, Attempt attempt, String manifestSha256, Instant committedAt) {
    return new Commit(
        sequence, attempt.runId(), FOLDER + attempt.id(), manifestSha256, committedAt);
  }

  /** Id of the attempt that this commit put in force. */
  public String attemptId() {
    return attempt.substring(FOLDER.length());
  }

  /** Whether it was this attempt, and not another one at the same run, that was committed. */
  public boolean isOf(Attempt other) {
    return attemptId().equals(other.id());
  }

  /** The commit as the bytes of its file. */
  public byte[] toJson() {
    return JsonText.document(this::writeTo);
  }

  /** The commit as JSON on one line. */
  public String toJsonLine() {
    return JsonText.line(this::writeTo);
  }

  /**
   * Reads a commit.
   *
   * @param json bytes of the file
   * @param place what to call it in messages, for example its path
   * @throws DataContractException if it is damaged or of another version
   */
  public static Commit fromJson(byte[] json, String place) {
    JsonFields fields = JsonFields.parse(json, place);
    fields.schemaVersion(SCHEMA_VERSION);
    long sequence = fields.number("sequence");
    String runId = fields.string("run_id");
    String attempt = fields.string("attempt");
    String manifestSha256 = fields.string("manifest_sha256");
    Instant committedAt = fields.instant("committed_at");
    return fields.build(() -> new Commit(sequence, runId, attempt, manifestSha256, committedAt));
  }

  private void writeTo(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeNumberField("schema_version", SCHEMA_VERSION);
    json.writeNumberField("sequence", sequence);
    json.writeStringField("run_id", runId);
    json.writeStringField("attempt", attempt);
    json.writeStringField("manifest_sha256", manifestSha256);
    json.writeStringField("committed_at", committedAt.toString());
    json.writeEndObject();
  }
}
