package dev.racer.core.published;

import dev.racer.core.pool.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * One published version. The commit with the highest sequence number is in force.
 *
 * <p>It holds the digest of what gateways read, so that they check the bytes they serve by reading
 * two small files.
 *
 * @param sequence version number, 1 or more
 * @param runId identity of the run that made it, 16 hex digits
 * @param attempt folder of the attempt relative to the publication, {@code attempts/<attempt id>}
 * @param manifestSha256 SHA-256 of the attempt's manifest, 64 hex digits
 * @param thresholdsSha256 SHA-256 of the attempt's {@value #THRESHOLDS}, 64 hex digits
 * @param committedAt when
 */
public record Commit(
    long sequence,
    String runId,
    String attempt,
    String manifestSha256,
    String thresholdsSha256,
    Instant committedAt) {
  /** Version of the form of a commit. */
  public static final int SCHEMA_VERSION = 2;

  /** Folder of all attempts, relative to the publication. */
  public static final String ATTEMPTS = "attempts";

  /** Name of the file of an attempt that gateways read. */
  public static final String THRESHOLDS = "thresholds.json";

  private static final String FOLDER = ATTEMPTS + "/";

  /**
   * Checks the form of every value.
   *
   * @throws IllegalArgumentException if a value is malformed
   */
  public Commit {
    Require.that(sequence >= 1, "Sequence must be at least 1", sequence);
    Require.that(
        attempt.startsWith(FOLDER), "Attempt must be a folder in " + FOLDER, "'" + attempt + "'");
    AttemptId.require(runId, attempt.substring(FOLDER.length()));
    requireSha256("manifest", manifestSha256);
    requireSha256("thresholds", thresholdsSha256);
  }

  /** Returns the id of the attempt that this commit puts in force. */
  public String attemptId() {
    return attempt.substring(FOLDER.length());
  }

  /** Returns where gateways find the thresholds, relative to the publication. */
  public String thresholdsFile() {
    return attempt + "/" + THRESHOLDS;
  }

  /** Returns the commit as the bytes of its file: equal commits have equal bytes. */
  public byte[] toJson() {
    return (json("{\n  ", "\" : ", ",\n  ", "\n}") + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** Returns the commit as JSON on one line, without the line feed. */
  public String toJsonLine() {
    return json("{", "\":", ",", "}");
  }

  /**
   * Reads a commit.
   *
   * @param json the bytes that {@link #toJson} returned
   * @throws PublishedFormatException if it is damaged or of another schema version
   */
  public static Commit fromJson(byte[] json) {
    return JsonCursor.read(json, in -> in.object(() -> fields(in)));
  }

  private static Commit fields(JsonCursor in) {
    in.schemaVersion(SCHEMA_VERSION);
    return new Commit(
        in.key("sequence").integer(),
        in.key("run_id").text(),
        in.key("attempt").text(),
        in.key("manifest_sha256").text(),
        in.key("thresholds_sha256").text(),
        in.key("committed_at").instant());
  }

  /** No value holds a character that JSON escapes. */
  private String json(String start, String colon, String separator, String end) {
    List<String> fields =
        List.of(
            "\"schema_version" + colon + SCHEMA_VERSION,
            "\"sequence" + colon + sequence,
            "\"run_id" + colon + "\"" + runId + "\"",
            "\"attempt" + colon + "\"" + attempt + "\"",
            "\"manifest_sha256" + colon + "\"" + manifestSha256 + "\"",
            "\"thresholds_sha256" + colon + "\"" + thresholdsSha256 + "\"",
            "\"committed_at" + colon + "\"" + committedAt + "\"");
    return start + String.join(separator, fields) + end;
  }

  private static void requireSha256(String file, String sha256) {
    Require.that(Sha256.isHex(sha256), "SHA-256 of the " + file + " must be 64 hex digits", sha256);
  }
}
