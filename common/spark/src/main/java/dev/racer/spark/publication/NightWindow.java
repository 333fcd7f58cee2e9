package dev.racer.spark.publication;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What a nightly version was made from: enough to make it again from the records of its days.
 *
 * @param date the date of the run
 * @param day the newest day of the window, which was tested before it entered
 * @param days the days of the window that have records, oldest first
 * @param routers the routers that the records were read for, by name
 * @param protects what a protective version protects; empty in any other. The candidate that was
 *     refused then lies beside it as {@value #REFUSED}
 */
public record NightWindow(
    LocalDate date,
    LocalDate day,
    List<Day> days,
    List<Router> routers,
    Optional<Protected> protects) {
  /** Name of the thresholds that were refused, in the attempt of a protective version. */
  public static final String REFUSED = "refused.json";

  /** Takes copies. */
  public NightWindow {
    days = List.copyOf(days);
    routers = List.copyOf(routers);
  }

  /**
   * The records of a day, as they were read.
   *
   * @param date the day
   * @param sequence number of the day's commit
   * @param attempt id of the attempt that made the records
   * @param recordsSha256 digest of their files, 64 hex digits
   */
  public record Day(LocalDate date, long sequence, String attempt, String recordsSha256) {
    /** The records that a commit names. */
    public static Day of(DayCommit commit) {
      return new Day(commit.date(), commit.sequence(), commit.attempt(), commit.recordsSha256());
    }
  }

  /**
   * A router that is calibrated.
   *
   * @param router its name
   * @param version what the lake calls its version; empty where it does not say
   * @param fingerprint of name and version, 16 hex digits
   * @param poolId identity of the pool it is calibrated for
   */
  public record Router(
      String router, Optional<String> version, String fingerprint, String poolId) {}

  /**
   * What a protective version protects.
   *
   * @param version number of the version that was in force
   * @param routers the routers that the next night is to find: where a change was not accepted,
   *     those of the protected version, so that it is refused again
   */
  public record Protected(long version, List<Router> routers) {
    /** Takes a copy. */
    public Protected {
      routers = List.copyOf(routers);
    }
  }

  /** The same window, of a version that protects another one. */
  public NightWindow protecting(Protected version) {
    return new NightWindow(date, day, days, routers, Optional.of(version));
  }

  /** The routers whose changes have been accepted: the next night compares its own with them. */
  public List<Router> acceptedRouters() {
    return protects.map(Protected::routers).orElse(routers);
  }

  void writeTo(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("date", date.toString());
    json.writeStringField("day", day.toString());
    JsonText.array(json, "days", days.stream().<JsonText.Value>map(d -> j -> write(j, d)).toList());
    write(json, routers);
    json.writeFieldName("protects");
    if (protects.isPresent()) {
      json.writeStartObject();
      json.writeNumberField("version", protects.get().version());
      write(json, protects.get().routers());
      json.writeEndObject();
    } else {
      json.writeNull();
    }
    json.writeEndObject();
  }

  static NightWindow from(JsonFields fields) {
    LocalDate date = fields.date("date");
    LocalDate day = fields.date("day");
    List<Day> days = fields.list("days").stream().map(NightWindow::day).toList();
    List<Router> routers = routers(fields);
    Optional<Protected> protects = fields.optionalFields("protects").map(NightWindow::protectedBy);
    return fields.build(() -> new NightWindow(date, day, days, routers, protects));
  }

  private static Protected protectedBy(JsonFields fields) {
    long version = fields.number("version");
    List<Router> routers = routers(fields);
    return fields.build(() -> new Protected(version, routers));
  }

  private static List<Router> routers(JsonFields fields) {
    return fields.list("routers").stream().map(NightWindow::router).toList();
  }

  private static void write(JsonGenerator json, List<Router> routers) throws IOException {
    JsonText.array(
        json, "routers", routers.stream().<JsonText.Value>map(r -> j -> write(j, r)).toList());
  }

  private static void write(JsonGenerator json, Day day) throws IOException {
    json.writeStartObject();
    json.writeStringField("date", day.date().toString());
    json.writeNumberField("sequence", day.sequence());
    json.writeStringField("attempt", day.attempt());
    json.writeStringField("records_sha256", day.recordsSha256());
    json.writeEndObject();
  }

  private static Day day(JsonFields fields) {
    LocalDate date = fields.date("date");
    long sequence = fields.number("sequence");
    String attempt = fields.string("attempt");
    String sha256 = fields.string("records_sha256");
    return fields.build(() -> new Day(date, sequence, attempt, sha256));
  }

  private static void write(JsonGenerator json, Router router) throws IOException {
    json.writeStartObject();
    json.writeStringField("router", router.router());
    JsonText.field(json, "version", router.version());
    json.writeStringField("fingerprint", router.fingerprint());
    json.writeStringField("pool_id", router.poolId());
    json.writeEndObject();
  }

  private static Router router(JsonFields fields) {
    String router = fields.string("router");
    Optional<String> version = fields.optionalString("version");
    String fingerprint = fields.string("fingerprint");
    String poolId = fields.string("pool_id");
    return fields.build(() -> new Router(router, version, fingerprint, poolId));
  }
}
