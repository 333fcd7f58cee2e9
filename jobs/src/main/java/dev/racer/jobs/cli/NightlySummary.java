package dev.racer.jobs.cli;

import dev.racer.core.published.Commit;
import dev.racer.core.published.SegmentName;
import dev.racer.jobs.diff.VersionDiff;
import dev.racer.jobs.nightly.NightlyResult;
import dev.racer.jobs.nightly.Outlook;
import dev.racer.jobs.nightly.WindowDay;
import dev.racer.jobs.show.Texts;
import dev.racer.spark.publication.GateVerdict;
import dev.racer.spark.publication.RunOutcome;
import dev.racer.spark.publication.RunStatus;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a night did, in a few lines for people or one JSON object for machines. */
record NightlySummary(NightlyResult result) {
  /** For people; ends with a newline. */
  String text() {
    List<String> lines = new ArrayList<>();
    lines.add(headline());
    lines.add(window());
    for (WindowDay day : result.window()) {
      day.note().ifPresent(note -> lines.add(day.date() + " " + day.state().key() + ": " + note));
    }
    result.warnings().forEach(warning -> lines.add("Warning: " + warning));
    result.location().filter(path -> isKept()).ifPresent(path -> lines.add("Attempt: " + path));
    result
        .candidate()
        .ifPresent(
            candidate ->
                candidate.thresholds().stream()
                    .filter(row -> row.inForce() && row.segment().equals(SegmentName.ALL))
                    .forEach(
                        row ->
                            lines.add(
                                "Router " + row.router() + ": " + CalibrateSummary.inForce(row))));
    result.status().quality().ifPresent(quality -> CalibrateSummary.addRows(quality, lines));
    addGate(lines);
    for (Outlook row : result.outlook()) {
      lines.add(outlook(row));
    }
    String text = String.join("\n", lines) + "\n";
    boolean isWanted = result.status().outcome() == RunOutcome.DRY_RUN || result.commit().isEmpty();
    return isWanted ? text + result.difference().map(VersionDiff::text).orElse("") : text;
  }

  /** What was refused; of what passed, how many checks: status and report have each. */
  private void addGate(List<String> lines) {
    long passed = result.status().gate().stream().filter(GateVerdict::passed).count();
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
    lines.add("Gate: " + passed + " of " + result.status().gate().size() + " checks passed");
  }

  /** For machines: one line, without a newline. */
  String json() {
    StringBuilder json = new StringBuilder("{\"schema_version\":1");
    json.append(",\"date\":\"").append(result.days().date());
    json.append("\",\"newest_day\":\"").append(result.days().newest());
    json.append("\",\"status\":").append(result.status().toJsonLine());
    json.append(",\"commit\":").append(result.commit().map(Commit::toJsonLine).orElse("null"));
    json.append(",\"attempt\":")
        .append(result.location().map(CalibrateSummary::quoted).orElse("null"));
    json.append(",\"window\":[");
    List<String> days = new ArrayList<>();
    for (WindowDay day : result.window()) {
      days.add(
          "{\"date\":\""
              + day.date()
              + "\",\"state\":\""
              + day.state().key()
              + "\",\"records\":"
              + day.records()
              + ",\"note\":"
              + day.note().map(CalibrateSummary::quoted).orElse("null")
              + "}");
    }
    json.append(String.join(",", days)).append("],\"outlook\":[");
    List<String> rows = new ArrayList<>();
    for (Outlook row : result.outlook()) {
      rows.add(
          "{\"router\":"
              + CalibrateSummary.quoted(row.router())
              + ",\"segment\":"
              + CalibrateSummary.quoted(row.segment())
              + ",\"n\":"
              + row.n()
              + ",\"needed\":"
              + row.needed()
              + ",\"per_day\":"
              + row.perDay()
              + ",\"feasible_on\":"
              + row.feasibleOn().map(day -> "\"" + day + "\"").orElse("null")
              + "}");
    }
    json.append(String.join(",", rows)).append("],\"warnings\":[");
    json.append(
        String.join(",", result.warnings().stream().map(CalibrateSummary::quoted).toList()));
    json.append("],\"difference\":");
    return json.append(result.difference().map(VersionDiff::json).orElse("null"))
        .append('}')
        .toString();
  }

  private String headline() {
    RunStatus status = result.status();
    String version = result.commit().map(commit -> " version " + commit.sequence()).orElse("");
    String reason = status.reason().map(text -> ": " + text).orElse("");
    String of = " for " + result.days().date() + " (run " + status.runId() + ")";
    return switch (status.outcome()) {
      case PUBLISHED -> "Published" + version + of;
      case ALREADY_PUBLISHED -> "Already published as" + version + of + reason;
      case REFUSED ->
          "Refused by the gate"
              + of
              + reason
              + (version.isEmpty()
                  ? "; what was in force stays"
                  : "; in force is" + version + ", whose sets are at least as large as before");
      case NOT_PUBLISHED -> "Not published" + of + reason;
      case DRY_RUN -> "Dry run" + of + ": nothing is published";
      default -> throw new IllegalStateException("A night ends otherwise than " + status.outcome());
    };
  }

  private String window() {
    Map<WindowDay.State, Integer> states = new EnumMap<>(WindowDay.State.class);
    result.window().forEach(day -> states.merge(day.state(), 1, Integer::sum));
    List<String> counts = new ArrayList<>();
    states.forEach((state, count) -> counts.add(count + " " + state.key()));
    return "Newest day "
        + result.days().newest()
        + ", window from "
        + result.days().first()
        + ": "
        + String.join(", ", counts)
        + "; "
        + Texts.count(result.window().stream().mapToLong(WindowDay::records).sum())
        + " records";
  }

  private boolean isKept() {
    return result.status().outcome() != RunOutcome.DRY_RUN;
  }

  private static String outlook(Outlook row) {
    return "Waiting: router "
        + row.router()
        + ", segment "
        + row.segment()
        + ": "
        + Texts.count(row.n())
        + " queries of "
        + Texts.count(row.needed())
        + " needed, "
        + Texts.count(row.perDay())
        + " a day; "
        + row.feasibleOn()
            .map(day -> "enough in the run of " + day)
            .orElse("never enough within the window: explore more, or widen the window")
        + "; all candidates are called until then";
  }
}
