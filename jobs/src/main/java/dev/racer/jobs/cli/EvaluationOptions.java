package dev.racer.jobs.cli;

import com.typesafe.config.ConfigUtil;
import dev.racer.jobs.config.Assignment;
import dev.racer.jobs.run.RunContext.PublicationMode;
import dev.racer.spark.lake.DateRange;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that commands on trials have in common. */
final class EvaluationOptions {
  @Option(
      names = "--from",
      paramLabel = "DATE",
      description = "First day of queries (UTC) to read; without it, from the beginning.")
  private LocalDate from;

  @Option(
      names = "--to",
      paramLabel = "DATE",
      description = "First day that is not read any more; without it, to the end.")
  private LocalDate to;

  @Option(
      names = "--vote",
      paramLabel = "VOTE",
      description =
          "Vote to count: majority, weighted:router-score, weighted:COLUMN; may be given several"
              + " times. As evaluate.votes.")
  private List<String> votes = new ArrayList<>();

  @Option(
      names = "--dry-run",
      description = "Compute everything and print the summary, but keep nothing.")
  private boolean dryRun;

  @Option(
      names = "--print-config",
      description = "Print every configuration value with its origin, and stop.")
  private boolean printConfig;

  @Option(names = "--json", description = "Print the result as one JSON object.")
  private boolean json;

  /** The configuration values among the options. */
  List<Assignment> assignments() {
    if (votes.isEmpty()) {
      return List.of();
    }
    List<String> quoted = votes.stream().map(ConfigUtil::quoteString).toList();
    return List.of(
        new Assignment("evaluate.votes", "[" + String.join(", ", quoted) + "]", "--vote"));
  }

  DateRange range() {
    return new DateRange(Optional.ofNullable(from), Optional.ofNullable(to));
  }

  PublicationMode mode() {
    return dryRun ? PublicationMode.DRY_RUN : PublicationMode.NO_PUBLISH;
  }

  boolean printsConfig() {
    return printConfig;
  }

  boolean wantsJson() {
    return json;
  }
}
