package dev.racer.jobs.cli;

import dev.racer.jobs.report.ReportResult;
import dev.racer.jobs.show.Texts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a report came to, for people or as one JSON object for machines. */
record ReportSummary(ReportResult result) {
  /** For people; ends with a newline. */
  String text() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Reported on the evaluation of publication "
            + result.publication()
            + " (run "
            + result.runId()
            + ")");
    result
        .output()
        .ifPresent(
            folder -> {
              lines.add("Page:     " + folder.resolve("report.html"));
              lines.add("Plots:    " + count("plots/", ".svg") + " in " + folder.resolve("plots"));
              lines.add(
                  "Tables:   " + count("tables/", ".csv") + " in " + folder.resolve("tables"));
            });
    result.notebook().ifPresent(file -> lines.add("Notebook: " + file));
    if (result.shifted() > 0) {
      lines.add(
          "Not as promised on other days or sources: " + Texts.count(result.shifted()) + " cells");
    }
    if (result.changed() > 0) {
      lines.add(
          "Right more or less often on other days or sources: "
              + Texts.count(result.changed())
              + " shares of models");
    }
    return String.join("\n", lines) + "\n";
  }

  private String count(String prefix, String ending) {
    return Texts.count(
        result.files().stream()
            .filter(file -> file.startsWith(prefix) && file.endsWith(ending))
            .count());
  }

  /** For machines: one line, without a newline. */
  String json() {
    return "{\"schema_version\":1,\"publication\":"
        + CalibrateSummary.quoted(result.publication())
        + ",\"run_id\":"
        + CalibrateSummary.quoted(result.runId())
        + ",\"attempt\":"
        + CalibrateSummary.quoted(result.attempt())
        + ",\"output\":"
        + orNull(result.output())
        + ",\"files\":["
        + String.join(",", result.files().stream().map(CalibrateSummary::quoted).toList())
        + "],\"notebook\":"
        + orNull(result.notebook())
        + ",\"worries\":"
        + result.worries()
        + ",\"shifted\":"
        + result.shifted()
        + ",\"changed\":"
        + result.changed()
        + "}";
  }

  private static String orNull(Optional<Path> path) {
    return path.map(Path::toString).map(CalibrateSummary::quoted).orElse("null");
  }
}
