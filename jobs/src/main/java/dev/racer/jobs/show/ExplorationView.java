package dev.racer.jobs.show;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.racer.core.conformal.ExplorationNeed;
import dev.racer.core.published.PublishedRouter;
import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.core.published.SegmentName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How many queries must be explored, with all models called, for every segment to have a threshold
 * of its own, and one that is as precise as wanted.
 *
 * <p>Numbers of queries are full fan-outs. Where the risk target counts answerable queries only, as
 * many more have to be explored as its share among the labelled ones tells. A segment's part of the
 * traffic is its part of the rows that were calibrated, which is right for a slice chosen by a
 * coin.
 *
 * @param title which version
 * @param document its thresholds
 * @param need what is wanted of a threshold
 * @param precision half the width of the 95 % interval of the true risk
 * @param traffic what is explored from
 */
public record ExplorationView(
    String title,
    PublishedThresholds document,
    ExplorationNeed need,
    double precision,
    ExplorationTraffic traffic) {
  private static final String LEAST_SHOWN_TEXT = "0.0001";
  private static final double LEAST_SHOWN = Double.parseDouble(LEAST_SHOWN_TEXT);

  /**
   * A router and segment in force.
   *
   * @param row as published
   * @param precision half the width of the interval with the rows that the threshold comes from;
   *     empty if these are too few, or weighted: then no interval holds
   * @param forThreshold full fan-outs for a threshold of its own; empty if no share is known
   * @param forPrecision the same for one that is precise; at least {@code forThreshold}
   * @param queriesPerDay the segment's; empty if the traffic is not known
   * @param probabilityForThreshold with which its queries have to be explored, over a window; more
   *     than 1 if a window holds too few queries
   * @param probabilityForPrecision the same
   */
  private record Line(
      PublishedThreshold row,
      OptionalDouble precision,
      OptionalLong forThreshold,
      OptionalLong forPrecision,
      OptionalDouble queriesPerDay,
      OptionalDouble probabilityForThreshold,
      OptionalDouble probabilityForPrecision) {}

  /** For people. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(title).append('\n');
    text.append(
        String.format(
            Locale.ROOT,
            "Wanted: risk level %s, guarantee %s%s, true risk known to %s either way (95 %%)\n",
            need.level(),
            need.guarantee().key(),
            delta().isEmpty() ? "" : ", delta " + delta(),
            precision));
    text.append(
        String.format(
            Locale.ROOT,
            "Window: %d days%s\n",
            traffic.days(),
            traffic.queriesPerDay().isPresent()
                ? ", " + Texts.count(traffic.queriesPerDay().getAsLong()) + " queries a day"
                : "; --queries-per-day tells with which probability to explore"));
    List<Line> lines = lines();
    for (PublishedRouter router : document.routers()) {
      TextTable table =
          new TextTable(
              "segment",
              ">n now",
              ">known to",
              ">n for a threshold",
              ">n for precision",
              ">queries a day",
              ">explore for a threshold",
              ">explore for precision");
      for (Line line : lines) {
        if (line.row().router().equals(router.router())) {
          table.add(
              line.row().segment(),
              Texts.count(line.row().segmentN()),
              Texts.decimals(line.precision(), 4),
              count(line.forThreshold()),
              count(line.forPrecision()),
              perDay(line.queriesPerDay()),
              probability(line.probabilityForThreshold()),
              probability(line.probabilityForPrecision()));
        }
      }
      text.append("\nRouter ").append(router.router()).append('\n').append(table.text("  "));
    }
    return text.toString();
  }

  /** For machines: one JSON object per router and segment. */
  public List<String> json() {
    return lines().stream().map(this::json).toList();
  }

  private List<Line> lines() {
    Map<String, PublishedThreshold> all = new HashMap<>();
    List<PublishedThreshold> inForce =
        document.thresholds().stream().filter(PublishedThreshold::inForce).toList();
    for (PublishedThreshold row : inForce) {
      if (row.segment().equals(SegmentName.ALL)) {
        all.put(row.router(), row);
      }
    }
    long threshold = need.forThreshold();
    long precise = Math.max(threshold, need.forPrecision(precision));
    Map<Long, OptionalDouble> precisions = new HashMap<>(); // by n
    List<Line> lines = new ArrayList<>();
    for (PublishedThreshold row : inForce) {
      PublishedThreshold ofAll = all.get(row.router());
      boolean isSegment = !row.segment().equals(SegmentName.ALL);
      long least = isSegment ? document.minN() : 0;
      OptionalLong forThreshold = fanOuts(threshold, row, least);
      OptionalLong forPrecision = fanOuts(precise, row, least);
      OptionalDouble perDay = queriesPerDay(row, ofAll);
      lines.add(
          new Line(
              row,
              row.sampling().equals(PublishedThreshold.WEIGHTED)
                  ? OptionalDouble.empty()
                  : precisions.computeIfAbsent(row.n(), need::precision),
              forThreshold,
              forPrecision,
              perDay,
              probability(forThreshold, perDay),
              probability(forPrecision, perDay)));
    }
    return lines;
  }

  /** How many queries must be explored for n of them to count towards the row's target. */
  private static OptionalLong fanOuts(long n, PublishedThreshold row, long least) {
    if (row.n() == row.nTotal()) { // every query counts, or there was none
      return OptionalLong.of(Math.max(n, least));
    }
    return row.n() == 0
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max((long) Math.ceil((double) n * row.nTotal() / row.n()), least));
  }

  private OptionalDouble queriesPerDay(PublishedThreshold row, PublishedThreshold all) {
    return traffic.queriesPerDay().isEmpty() || all.segmentN() == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            (double) traffic.queriesPerDay().getAsLong() * row.segmentN() / all.segmentN());
  }

  private OptionalDouble probability(OptionalLong fanOuts, OptionalDouble perDay) {
    return fanOuts.isEmpty() || perDay.isEmpty() || perDay.getAsDouble() == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(fanOuts.getAsLong() / (perDay.getAsDouble() * traffic.days()));
  }

  private String delta() {
    return switch (need.guarantee()) {
      case EXPECTED -> "";
      case PAC -> need.delta().toPlainString();
    };
  }

  private static String count(OptionalLong value) {
    return value.isPresent() ? Texts.count(value.getAsLong()) : "unknown";
  }

  private static String perDay(OptionalDouble queries) {
    return queries.isPresent() ? Texts.count(Math.round(queries.getAsDouble())) : "";
  }

  private static String probability(OptionalDouble probability) {
    if (probability.isEmpty()) {
      return "";
    }
    if (probability.getAsDouble() > 1) {
      return "more than all";
    }
    return probability.getAsDouble() < LEAST_SHOWN
        ? "below " + LEAST_SHOWN_TEXT
        : Texts.rate(probability);
  }

  private String json(Line line) {
    List<String> fields = new ArrayList<>();
    fields.add(field("schema_version", "1"));
    fields.add(field("router", quoted(line.row().router())));
    fields.add(field("segment", quoted(line.row().segment())));
    fields.add(field("threshold_segment", quoted(line.row().thresholdSegment())));
    fields.add(field("risk_level", quoted(need.level().text())));
    fields.add(field("guarantee", quoted(need.guarantee().key())));
    fields.add(field("delta", delta().isEmpty() ? "null" : delta()));
    fields.add(field("precision", String.valueOf(precision)));
    fields.add(field("days", String.valueOf(traffic.days())));
    fields.add(field("n", String.valueOf(line.row().segmentN())));
    fields.add(field("precision_now", orNull(line.precision())));
    fields.add(field("n_for_threshold", orNull(line.forThreshold())));
    fields.add(field("n_for_precision", orNull(line.forPrecision())));
    fields.add(field("queries_per_day", orNull(line.queriesPerDay())));
    fields.add(field("probability_for_threshold", orNull(line.probabilityForThreshold())));
    fields.add(field("probability_for_precision", orNull(line.probabilityForPrecision())));
    return "{" + String.join(",", fields) + "}";
  }

  private static String field(String name, String value) {
    return quoted(name) + ":" + value;
  }

  private static String orNull(OptionalDouble value) {
    return value.isPresent() ? String.valueOf(value.getAsDouble()) : "null";
  }

  private static String orNull(OptionalLong value) {
    return value.isPresent() ? String.valueOf(value.getAsLong()) : "null";
  }

  private static String quoted(String text) {
    return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }
}
