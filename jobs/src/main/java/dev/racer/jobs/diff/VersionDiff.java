package dev.racer.jobs.diff;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.jobs.calibrate.ThresholdsDiff;
import dev.racer.jobs.records.RecordTable;
import dev.racer.jobs.report.sheet.Text;
import dev.racer.jobs.report.sheet.View;
import dev.racer.jobs.show.TextTable;
import dev.racer.jobs.show.Texts;
import dev.racer.spark.publication.JsonText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * What changes when one version replaces another: in what is published, and on traffic.
 *
 * @param from what the one version is called
 * @param to what the other is called
 * @param thresholds what is published otherwise
 * @param traffic what the versions do to the same queries
 */
public record VersionDiff(String from, String to, ThresholdsDiff thresholds, TrafficDiff traffic) {
  /** Version of its form. */
  public static final int SCHEMA_VERSION = 1;

  private static final int MOST_SEGMENTS = 20;
  private static final int MOST_LINES = 50;

  /** More than fixed-point thresholds, multiples of 2^-40, have. */
  private static final int MOST_PLACES = 13;

  private static final String NONE = "none";
  private static final String ARROW = " \u2192 ";

  /**
   * Compares two versions.
   *
   * @param from what the one version is called
   * @param before what it says
   * @param to what the other is called
   * @param after what that says
   * @param queries what the queries are called, for example {@code the queries of 2026-11-21}
   * @param records their records
   * @throws dev.racer.spark.lake.DataContractException if the records cannot be read
   */
  public static VersionDiff of(
      String from,
      PublishedThresholds before,
      String to,
      PublishedThresholds after,
      String queries,
      RecordTable records) {
    return new VersionDiff(
        from,
        to,
        ThresholdsDiff.of(Optional.of(before), after),
        TrafficDiff.of(queries, before, after, records));
  }

  /** For people; ends with a line feed. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append("From ").append(from).append(" to ").append(to).append(": ");
    text.append(traffic.name()).append("\n");
    if (traffic.passedOver() > 0) {
      text.append(Texts.count(traffic.passedOver()))
          .append(" records are passed over: not both versions can decide them\n");
    }
    TextTable table =
        new TextTable(
            "router",
            "segment",
            ">queries",
            ">larger",
            ">smaller",
            ">otherwise",
            ">threshold",
            ">risk",
            ">answerable miss",
            ">set size",
            ">calls",
            ">cost",
            ">abstains");
    shown().forEach(each -> table.add(cells(each).toArray(String[]::new)));
    text.append(table.text(""));
    if (traffic.segments().size() > MOST_SEGMENTS) {
      text.append("and ")
          .append(Texts.count(traffic.segments().size() - MOST_SEGMENTS))
          .append(" segments more, none of them worse; --json has all\n");
    }
    for (SegmentDiff each : shown()) {
      if (!each.examples().isEmpty()) {
        text.append("Other sets for router ")
            .append(each.router())
            .append(", segment ")
            .append(each.segment())
            .append(", for example: ")
            .append(String.join(", ", each.examples()))
            .append("\n");
      }
    }
    List<String> lines = thresholds.lines();
    text.append("Thresholds: ").append(lines.get(0)).append("\n");
    lines.stream().skip(1).limit(MOST_LINES).forEach(line -> text.append(line).append("\n"));
    if (lines.size() > 1 + MOST_LINES) {
      text.append("and ").append(Texts.count(lines.size() - 1 - MOST_LINES)).append(" more\n");
    }
    return text.toString();
  }

  /** The table of segments, worst first, for a page. */
  public View view() {
    List<List<Text>> rows = new ArrayList<>();
    for (SegmentDiff each : shown()) {
      List<String> cells = cells(each);
      List<Text> row = new ArrayList<>();
      row.add(Text.name(cells.get(0)));
      row.add(Text.name(cells.get(1)));
      cells.stream().skip(2).forEach(cell -> row.add(Text.words(cell)));
      row.add(Text.name(String.join(", ", each.examples())));
      rows.add(row);
    }
    return new View(
        "version-diff",
        "From " + from + " to " + to + ": " + traffic.name(),
        Text.words(
            "Worst segments first. Larger, smaller and otherwise count the queries whose set gains"
                + " models, loses models, or does both; for example those whose ids are given."),
        List.of(
            View.Head.words("Router"),
            View.Head.words("Segment"),
            View.Head.numbers("Queries"),
            View.Head.numbers("Larger"),
            View.Head.numbers("Smaller"),
            View.Head.numbers("Otherwise"),
            View.Head.numbers("Threshold"),
            View.Head.numbers("Risk"),
            View.Head.numbers("Answerable miss"),
            View.Head.numbers("Set size"),
            View.Head.numbers("Calls"),
            View.Head.numbers("Cost"),
            View.Head.numbers("Abstains"),
            View.Head.words("For example")),
        List.of(new View.Group(Text.empty(), rows)));
  }

  private List<SegmentDiff> shown() {
    return traffic.segments().stream().limit(MOST_SEGMENTS).toList();
  }

  private static List<String> cells(SegmentDiff each) {
    return List.of(
        each.router(),
        each.segment(),
        Texts.count(each.from().queries()),
        Texts.count(each.larger()),
        Texts.count(each.smaller()),
        Texts.count(each.otherwise()),
        threshold(each),
        change(each, Served::risk, 4),
        change(each, Served::answerableMissRate, 4),
        change(each, Served::setSize, 2),
        change(each, Served::calls, 2),
        change(each, Served::cost, 6),
        change(each, Served::abstentionRate, 4));
  }

  /** To six places, or to as many as tell the two apart. */
  private static String threshold(SegmentDiff each) {
    Optional<String> before = each.fromRow().flatMap(PublishedThreshold::thresholdBits);
    Optional<String> after = each.toRow().flatMap(PublishedThreshold::thresholdBits);
    int places = 6;
    while (places < MOST_PLACES
        && !before.equals(after)
        && threshold(each.fromRow(), places).equals(threshold(each.toRow(), places))) {
      places++;
    }
    return arrow(threshold(each.fromRow(), places), threshold(each.toRow(), places));
  }

  private static String threshold(Optional<PublishedThreshold> row, int places) {
    if (row.isEmpty()) {
      return NONE;
    }
    return row.get().threshold().isPresent()
        ? Texts.decimals(row.get().threshold(), places)
        : row.get().status();
  }

  private static String change(
      SegmentDiff each, Function<Served, OptionalDouble> figure, int places) {
    return arrow(
        Texts.decimals(figure.apply(each.from()), places),
        Texts.decimals(figure.apply(each.to()), places));
  }

  private static String arrow(String before, String after) {
    if (before.equals(after)) {
      return after;
    }
    return (before.isEmpty() ? NONE : before) + ARROW + (after.isEmpty() ? NONE : after);
  }

  /** For machines: one line, without a line feed. */
  public String json() {
    return JsonText.line(this::writeTo);
  }

  private void writeTo(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeNumberField("schema_version", SCHEMA_VERSION);
    json.writeStringField("from", from);
    json.writeStringField("to", to);
    json.writeStringField("traffic", traffic.name());
    json.writeNumberField("passed_over", traffic.passedOver());
    json.writeArrayFieldStart("segments");
    for (SegmentDiff each : traffic.segments()) {
      json.writeStartObject();
      json.writeStringField("router", each.router());
      json.writeStringField("segment", each.segment());
      writeTo(json, "from", each.fromRow(), each.from());
      writeTo(json, "to", each.toRow(), each.to());
      json.writeNumberField("larger", each.larger());
      json.writeNumberField("smaller", each.smaller());
      json.writeNumberField("otherwise", each.otherwise());
      JsonText.texts(json, "examples", each.examples());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeObjectFieldStart("thresholds");
    json.writeNumberField("added", thresholds.added().size());
    json.writeNumberField("removed", thresholds.removed().size());
    json.writeNumberField("changed", thresholds.changed().size());
    json.writeNumberField("unchanged", thresholds.unchanged());
    JsonText.texts(json, "lines", thresholds.lines());
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void writeTo(
      JsonGenerator json, String name, Optional<PublishedThreshold> row, Served served)
      throws IOException {
    json.writeObjectFieldStart(name);
    JsonText.field(json, "status", row.map(PublishedThreshold::status));
    JsonText.field(json, "threshold_bits", row.flatMap(PublishedThreshold::thresholdBits));
    json.writeNumberField("queries", served.queries());
    json.writeNumberField("misses", served.misses());
    json.writeNumberField("answerable", served.answerable());
    json.writeNumberField("answerable_misses", served.answerableMisses());
    json.writeNumberField("by_threshold", served.byThreshold());
    json.writeNumberField("selected", served.selected());
    json.writeNumberField("abstentions", served.abstentions());
    json.writeNumberField("called", served.called());
    json.writeNumberField("refused", served.refused());
    json.writeNumberField("cost_units", served.costUnits());
    json.writeNumberField("costed", served.costed());
    json.writeEndObject();
  }
}
