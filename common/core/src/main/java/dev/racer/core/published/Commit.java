package dev.racer.core.published;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.racer.core.pool.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * One published version. The commit with the highest sequence number is in force.
 *
 * <p>It holds the digest of what gateways read, so that they check the bytes they serve by reading
 * two small files.
 *
 * @param sequence version number, 1 or more
 * @param kind why it was put in force
 * @param runId identity of the run that made it, 16 hex digits
 * @param attempt folder of the attempt relative to the publication, {@code attempts/<attempt id>}
 * @param manifestSha256 SHA-256 of the attempt's manifest, 64 hex digits
 * @param thresholdsSha256 SHA-256 of the attempt's {@value #THRESHOLDS}, 64 hex digits
 * @param date newest day of the data that it was made from; empty where runs have no such day
 * @param pinned whether runs leave it in force until a person says otherwise
 * @param committedAt when
 * @param validUntil when it becomes stale; empty for never
 * @param reason what a person or the gate gave as reason: 1 to {@value #MOST_REASON} characters
 */
public record Commit(
    long sequence,
    CommitKind kind,
    String runId,
    String attempt,
    String manifestSha256,
    String thresholdsSha256,
    Optional<LocalDate> date,
    boolean pinned,
    Instant committedAt,
    Optional<Instant> validUntil,
    Optional<String> reason) {
  /** Version of the form of a commit. */
  public static final int SCHEMA_VERSION = 3;

  /** Most characters of a reason. */
  public static final int MOST_REASON = 500;

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
    reason.ifPresent(Commit::requireReason);
  }

  /** A version that a run published, of no day, for good. */
  public Commit(
      long sequence,
      String runId,
      String attempt,
      String manifestSha256,
      String thresholdsSha256,
      Instant committedAt) {
    this(
        sequence,
        CommitKind.PUBLISH,
        runId,
        attempt,
        manifestSha256,
        thresholdsSha256,
        Optional.empty(),
        false,
        committedAt,
        Optional.empty(),
        Optional.empty());
  }

  /** Returns the id of the attempt that this commit puts in force. */
  public String attemptId() {
    return attempt.substring(FOLDER.length());
  }

  /**
   * Returns whether the version must not be relied upon any more.
   *
   * @param now the time
   */
  public boolean isStale(Instant now) {
    return validUntil.isPresent() && now.isAfter(validUntil.get());
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
        CommitKind.ofKey(in.key("kind").text()),
        in.key("run_id").text(),
        in.key("attempt").text(),
        in.key("manifest_sha256").text(),
        in.key("thresholds_sha256").text(),
        in.key("date").optionalDate(),
        in.key("pinned").truth(),
        in.key("committed_at").instant(),
        in.key("valid_until").optionalInstant(),
        in.key("reason").optionalText());
  }

  private String json(String start, String colon, String separator, String end) {
    List<String> fields =
        List.of(
            field("schema_version", colon, String.valueOf(SCHEMA_VERSION)),
            field("sequence", colon, String.valueOf(sequence)),
            field("kind", colon, quoted(kind.key())),
            field("run_id", colon, quoted(runId)),
            field("attempt", colon, quoted(attempt)),
            field("manifest_sha256", colon, quoted(manifestSha256)),
            field("thresholds_sha256", colon, quoted(thresholdsSha256)),
            field("date", colon, orNull(date)),
            field("pinned", colon, String.valueOf(pinned)),
            field("committed_at", colon, quoted(committedAt.toString())),
            field("valid_until", colon, orNull(validUntil)),
            field("reason", colon, orNull(reason)));
    return start + String.join(separator, fields) + end;
  }

  private static String field(String name, String colon, String value) {
    return "\"" + name + colon + value;
  }

  private static String orNull(Optional<?> value) {
    return value.map(Object::toString).map(Commit::quoted).orElse("null");
  }

  private static String quoted(String text) {
    return "\"" + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
  }

  private static void requireReason(String reason) {
    Require.that(
        !reason.isBlank() && reason.length() <= MOST_REASON,
        "Reason must have 1 to " + MOST_REASON + " characters, not all of them blank",
        "'" + reason + "'");
    Require.that(
        StandardCharsets.UTF_8.newEncoder().canEncode(reason),
        "Reason must be well-formed Unicode",
        "'" + reason + "'");
  }

  private static void requireSha256(String file, String sha256) {
    Require.that(Sha256.isHex(sha256), "SHA-256 of the " + file + " must be 64 hex digits", sha256);
  }
}
