package dev.racer.jobs.verify;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.racer.jobs.BuildInfo;
import dev.racer.spark.publication.JsonText;
import dev.racer.spark.publication.Manifest;
import dev.racer.spark.publication.TreeDigest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the verification of a version came to: everything that was checked, with digests, so that a
 * third party can check it again. It holds no time and no place: whoever verifies the same version
 * with the same build gets the same certificate.
 *
 * @param publication name of the publication
 * @param sequence number of the version; empty for an attempt that was not committed
 * @param runId identity of the run that made it
 * @param attempt id of the attempt
 * @param verifiedBy the build that verified it
 * @param madeBy the code that made it
 * @param manifestSha256 digest of its manifest
 * @param thresholdsSha256 digest of its thresholds
 * @param records the records that they were computed from, in the order of their folders
 * @param routers what the records hold of each router, by code point
 * @param rows rows of thresholds
 * @param equalRows rows that were computed again and are equal in every field
 * @param compared comparisons made, by check
 * @param differences what differs
 */
public record Certificate(
    String publication,
    OptionalLong sequence,
    String runId,
    String attempt,
    BuildInfo verifiedBy,
    Manifest.Code madeBy,
    String manifestSha256,
    String thresholdsSha256,
    List<Records> records,
    List<Router> routers,
    long rows,
    long equalRows,
    Map<String, Long> compared,
    List<Difference> differences) {
  /** Version of its form. */
  public static final int SCHEMA_VERSION = 1;

  /** Check: the versions of the publication follow each other without a gap, and can be read. */
  public static final String COMMITS = "commits";

  /** Check: the manifest is that of the commit. */
  public static final String MANIFEST = "manifest";

  /** Check: the files are those that the manifest names. */
  public static final String FILES = "files";

  /** Check: the records are as counted when they were made. */
  public static final String RECORDS = "records";

  /** Check: every row of thresholds follows from the records. */
  public static final String THRESHOLDS = "thresholds";

  /** The checks, in the order in which they are made. */
  public static final List<String> CHECKS = List.of(COMMITS, MANIFEST, FILES, RECORDS, THRESHOLDS);

  private static final int MOST_LINES = 50;

  /**
   * A folder of records.
   *
   * @param date day of the records; empty where they are of no single day
   * @param folder relative to the publication
   * @param files number of files
   * @param bytes size of the files together
   * @param sha256 of the files: {@link TreeDigest#sha256}, with paths below the folder; that of a
   *     day is what its commit is known by
   * @param used rows that calibrate
   * @param excluded rows that do not
   */
  public record Records(
      Optional<String> date,
      String folder,
      long files,
      long bytes,
      String sha256,
      long used,
      long excluded) {}

  /**
   * What the records hold of a router.
   *
   * @param router its name
   * @param poolId identity of its pool
   * @param records queries that calibrate it
   * @param segments segments that they fall into, that of all queries among them
   */
  public record Router(String router, String poolId, long records, long segments) {}

  /** Takes copies. */
  public Certificate {
    records = List.copyOf(records);
    routers = List.copyOf(routers);
    compared = Map.copyOf(compared);
    differences = List.copyOf(differences);
  }

  /** Whether everything is as it must be. */
  public boolean isWhole() {
    return differences.isEmpty();
  }

  /** For people; ends with a line feed. */
  public String text() {
    List<String> lines = new ArrayList<>();
    String name =
        sequence.isPresent() ? "Version " + sequence.getAsLong() : "Attempt, not committed,";
    lines.add(
        name
            + " of publication "
            + publication
            + (isWhole()
                ? " is whole: every threshold follows from its records"
                : " differs from what it must be in " + count(differences.size()) + " places"));
    lines.add("Attempt: " + attempt);
    lines.add("Manifest SHA-256: " + manifestSha256);
    lines.add("Thresholds SHA-256: " + thresholdsSha256);
    for (Records each : records) {
      lines.add(
          String.format(
              Locale.ROOT,
              "Records%s: %s used, %s excluded, in %s files of %s bytes, SHA-256 %s",
              each.date().map(date -> " of " + date).orElse(""),
              count(each.used()),
              count(each.excluded()),
              count(each.files()),
              count(each.bytes()),
              each.sha256()));
    }
    for (Router router : routers) {
      lines.add(
          String.format(
              Locale.ROOT,
              "Router %s: %s records in %s segments, pool %s",
              router.router(),
              count(router.records()),
              count(router.segments()),
              router.poolId()));
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "Thresholds: %s of %s rows computed again and equal in every field",
            count(equalRows),
            count(rows)));
    for (String check : CHECKS) {
      long differing = differences.stream().filter(d -> d.check().equals(check)).count();
      lines.add(
          String.format(
              Locale.ROOT,
              "Check %s: %s compared, %s differ",
              check,
              count(compared.getOrDefault(check, 0L)),
              count(differing)));
    }
    differences.stream().limit(MOST_LINES).forEach(each -> lines.add("Differs: " + each.line()));
    if (differences.size() > MOST_LINES) {
      lines.add(
          "Differs: and "
              + count(differences.size() - MOST_LINES)
              + " more of these; --json has all");
    }
    lines.add(
        "Verified by racer " + verifiedBy.version() + ", revision " + verifiedBy.gitRevision());
    return String.join("\n", lines) + "\n";
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** For machines: one line, without a line feed. */
  public String json() {
    return JsonText.line(this::writeTo);
  }

  private void writeTo(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeNumberField("schema_version", SCHEMA_VERSION);
    json.writeStringField("publication", publication);
    if (sequence.isPresent()) {
      json.writeNumberField("sequence", sequence.getAsLong());
    } else {
      json.writeNullField("sequence");
    }
    json.writeStringField("run_id", runId);
    json.writeStringField("attempt", attempt);
    json.writeStringField("verdict", isWhole() ? "whole" : "different");
    json.writeObjectFieldStart("verified_by");
    json.writeStringField("version", verifiedBy.version());
    json.writeStringField("git_revision", verifiedBy.gitRevision());
    json.writeEndObject();
    json.writeObjectFieldStart("made_by");
    json.writeStringField("version", madeBy.version());
    json.writeStringField("git_revision", madeBy.gitRevision());
    json.writeStringField("spark_version", madeBy.sparkVersion());
    json.writeEndObject();
    json.writeStringField("manifest_sha256", manifestSha256);
    json.writeStringField("thresholds_sha256", thresholdsSha256);
    json.writeArrayFieldStart("records");
    for (Records each : records) {
      json.writeStartObject();
      json.writeStringField("date", each.date().orElse(null));
      json.writeStringField("folder", each.folder());
      json.writeNumberField("files", each.files());
      json.writeNumberField("bytes", each.bytes());
      json.writeStringField("sha256", each.sha256());
      json.writeNumberField("used", each.used());
      json.writeNumberField("excluded", each.excluded());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("routers");
    for (Router router : routers) {
      json.writeStartObject();
      json.writeStringField("router", router.router());
      json.writeStringField("pool_id", router.poolId());
      json.writeNumberField("records", router.records());
      json.writeNumberField("segments", router.segments());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeNumberField("threshold_rows", rows);
    json.writeNumberField("equal_rows", equalRows);
    json.writeObjectFieldStart("compared");
    for (String check : CHECKS) {
      json.writeNumberField(check, compared.getOrDefault(check, 0L));
    }
    json.writeEndObject();
    json.writeArrayFieldStart("differences");
    for (Difference each : differences) {
      json.writeStartObject();
      json.writeStringField("check", each.check());
      json.writeStringField("subject", each.subject());
      json.writeStringField("item", each.item());
      json.writeStringField("expected", each.expected());
      json.writeStringField("found", each.found());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
