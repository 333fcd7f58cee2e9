package dev.racer.jobs.cli;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.racer.core.published.Commit;
import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.SegmentName;
import dev.racer.core.published.ThresholdsJson;
import dev.racer.jobs.calibrate.CalibrateResult;
import dev.racer.jobs.calibrate.ThresholdsDiff;
import dev.racer.jobs.show.Texts;
import dev.racer.spark.publication.GateVerdict;
import dev.racer.spark.publication.QualityReport;
import dev.racer.spark.publication.QualityReport.RouterQuality;
import dev.racer.spark.publication.QualityReport.TableQuality;
import dev.racer.spark.publication.RunOutcome;
import dev.racer.spark.publication.RunStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a calibration did, in a few lines for people or one JSON object for machines. */
record CalibrateSummary(
    CalibrateResult result, SortedMap<String, Long> statuses, ThresholdsDiff difference) {
  private static final int MOST_WARNINGS = 20;
  private static final int MOST_CHANGES = 50;

  static CalibrateSummary of(CalibrateResult result) {
    SortedMap<String, Long> statuses = new TreeMap<>();
    statuses.put(PublishedThreshold.FEASIBLE, 0L);
    statuses.put(PublishedThreshold.INFEASIBLE, 0L);
    statuses.put(PublishedThreshold.UNREACHABLE, 0L);
    for (PublishedThreshold row : result.thresholds().thresholds()) {
      statuses.merge(row.status(), 1L, Long::sum);
    }
    return new CalibrateSummary(
        result, statuses, ThresholdsDiff.of(result.previous(), result.thresholds()));
  }

  /** For people; ends with a newline. */
  String text() {
    List<String> lines = new ArrayList<>();
    lines.add(headline());
    if (result.status().outcome() != RunOutcome.DRY_RUN) {
      lines.add("Attempt: " + result.attemptFolder());
    }
    lines.add("Thresholds: " + counts(statuses));
    for (PublishedThreshold row : inForce()) {
      if (row.segment().equals(SegmentName.ALL)) {
        lines.add("In force for router " + row.router() + ": " + inForce(row));
      }
    }
    result.status().quality().ifPresent(quality -> addRows(quality, lines));
    for (GateVerdict verdict : result.status().gate()) {
      if (!verdict.passed()) {
        lines.add(
            String.format(
                Locale.ROOT,
                "Gate: %s is %s, allowed is %s",
                verdict.name(),
                verdict.figure(),
                verdict.limit()));
      }
    }
    List<String> warnings = warnings();
    warnings.stream().limit(MOST_WARNINGS).forEach(warning -> lines.add("Warning: " + warning));
    if (warnings.size() > MOST_WARNINGS) {
      lines.add("Warning: and " + (warnings.size() - MOST_WARNINGS) + " more of these");
    }
    if (result.status().outcome() == RunOutcome.DRY_RUN) {
      addDifference(lines);
    }
    return String.join("\n", lines) + "\n";
  }

  /** For machines: one line, without a newline. */
  String json() {
    StringBuilder json = new StringBuilder("{\"schema_version\":1");
    json.append(",\"status\":").append(result.status().toJsonLine());
    json.append(",\"commit\":").append(result.commit().map(Commit::toJsonLine).orElse("null"));
    json.append(",\"attempt_folder\":").append(quoted(result.attemptFolder()));
    json.append(",\"rows\":{");
    List<String> counts = new ArrayList<>();
    statuses.forEach((status, count) -> counts.add(quoted(status) + ":" + count));
    json.append(String.join(",", counts)).append('}');
    json.append(",\"difference\":{\"added\":").append(difference.added().size());
    json.append(",\"removed\":").append(difference.removed().size());
    json.append(",\"changed\":").append(difference.changed().size());
    json.append(",\"unchanged\":").append(difference.unchanged());
    if (result.status().outcome() == RunOutcome.DRY_RUN) {
      json.append(",\"lines\":[");
      json.append(String.join(",", changes().stream().map(CalibrateSummary::quoted).toList()));
      json.append(']');
    }
    json.append('}');
    json.append(",\"in_force\":[");
    json.append(String.join(",", inForce().stream().map(ThresholdsJson::row).toList()));
    json.append("],\"warnings\":[");
    json.append(String.join(",", warnings().stream().map(CalibrateSummary::quoted).toList()));
    return json.append("]}").toString();
  }

  private void addDifference(List<String> lines) {
    List<String> changes = changes();
    lines.add(difference.lines().get(0));
    changes.stream().limit(MOST_CHANGES).forEach(lines::add);
    if (changes.size() > MOST_CHANGES) {
      lines.add("and " + Texts.count(changes.size() - MOST_CHANGES) + " more; --json lists all");
    }
  }

  /** What would change, one line each, without the line of counts that comes first. */
  private List<String> changes() {
    List<String> lines = difference.lines();
    return lines.subList(1, lines.size());
  }

  private String headline() {
    RunStatus status = result.status();
    String version = result.commit().map(commit -> " version " + commit.sequence()).orElse("");
    String reason = status.reason().map(text -> ": " + text).orElse("");
    return switch (status.outcome()) {
      case PUBLISHED -> "Published" + version + " (run " + status.runId() + ")";
      case ALREADY_PUBLISHED ->
          "Already published as"
              + version
              + ": same inputs, configuration and code (run "
              + status.runId()
              + ")";
      case REFUSED ->
          (status.gate().stream().allMatch(GateVerdict::passed)
                  ? "Not put in force"
                  : "Refused by the gate")
              + reason
              + "; the last version stays in force";
      case FAILED -> "Failed" + reason + "; the last version stays in force";
      case NOT_PUBLISHED -> "Not published, as asked (run " + status.runId() + ")";
      case DRY_RUN -> "Dry run: nothing is published (run " + status.runId() + ")";
      case ROUTED, ALREADY_ROUTED, EVALUATED, ALREADY_EVALUATED, TUNED, ALREADY_TUNED ->
          throw new IllegalStateException("A calibration ends otherwise than " + status.outcome());
    };
  }

  private List<PublishedThreshold> inForce() {
    return result.thresholds().thresholds().stream().filter(PublishedThreshold::inForce).toList();
  }

  /** What a row in force says, in a few words. */
  static String inForce(PublishedThreshold row) {
    String level = row.riskTarget() + " at " + row.riskLevel() + ", n " + Texts.count(row.n());
    return switch (row.status()) {
      case PublishedThreshold.FEASIBLE ->
          String.format(
              Locale.ROOT,
              "%s, threshold %s, risk %s, set size %s, abstains %s",
              level,
              Texts.decimals(row.threshold(), 6),
              Texts.rate(row.empiricalRisk()),
              Texts.decimals(row.meanSetSize(), 2),
              Texts.rate(row.abstentionRate()));
      case PublishedThreshold.INFEASIBLE ->
          level + ", infeasible: needs n=" + Texts.count(row.nNeeded());
      default -> level + ", " + row.status();
    };
  }

  /** The account of input rows and routers, a line each. */
  static void addRows(QualityReport quality, List<String> lines) {
    for (TableQuality table : quality.tables()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "Rows of %s: %s read, %s used, %s excluded%s, %s quarantined%s",
              table.table(),
              Texts.count(table.rows()),
              Texts.count(table.rowsUsed()),
              Texts.count(table.excludedRows()),
              spaced(table.excluded()),
              Texts.count(table.quarantinedRows()),
              spaced(table.quarantined())));
    }
    for (RouterQuality router : quality.routers()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "Records of router %s: %s, excluded %s%s",
              router.router(),
              Texts.count(router.records()),
              Texts.count(router.excludedQueries()),
              spaced(router.excluded())));
    }
  }

  private List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    String action = result.thresholds().infeasibleAction();
    for (PublishedThreshold row : inForce()) {
      if (!row.status().equals(PublishedThreshold.FEASIBLE)) {
        warnings.add(
            String.format(
                Locale.ROOT,
                "router %s, segment %s: %s; what is in force there is %s",
                row.router(),
                row.segment(),
                inForce(row),
                action));
      }
    }
    result
        .status()
        .quality()
        .ifPresent(
            quality ->
                quality
                    .routers()
                    .forEach(
                        router ->
                            router
                                .nullSegmentValues()
                                .forEach(
                                    (column, records) -> {
                                      if (records > 0) {
                                        warnings.add(
                                            String.format(
                                                Locale.ROOT,
                                                "router %s: %s records have no %s",
                                                router.router(),
                                                Texts.count(records),
                                                column));
                                      }
                                    })));
    return warnings;
  }

  private static String counts(Map<String, Long> counts) {
    List<String> texts = new ArrayList<>();
    counts.forEach((name, count) -> texts.add(Texts.count(count) + " " + name));
    return String.join(", ", texts);
  }

  static String spaced(Map<String, Long> reasons) {
    String text = Texts.reasons(reasons);
    return text.isEmpty() ? "" : " " + text;
  }

  /** A text as JSON. */
  static String quoted(String text) {
    return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }
}
