package dev.racer.jobs.cli;

import com.typesafe.config.ConfigUtil;
import dev.racer.jobs.ExitCodes;
import dev.racer.jobs.config.Assignment;
import dev.racer.jobs.config.OutputSettings;
import dev.racer.jobs.config.RouteSettings;
import dev.racer.jobs.config.Settings;
import dev.racer.jobs.route.RouteConfig;
import dev.racer.jobs.route.RouteResult;
import dev.racer.jobs.run.RunContext.PublicationMode;
import dev.racer.jobs.show.Versions;
import dev.racer.spark.lake.DateRange;
import java.io.PrintWriter;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Applies a version. No Spark type may stand here: help is printed without Spark. */
@Command(
    name = "route",
    description =
        "Applies the version in force to the scores of the lake: a model set for every query and"
            + " router, as gateways decide it, and what the answers in it add up to.",
    mixinStandardHelpOptions = true,
    versionProvider = Racer.Version.class)
final class RouteCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ConfigOptions config;

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
      names = "--version-number",
      paramLabel = "N",
      description = "Version to apply; without it, the one in force.")
  private Long version;

  @Option(
      names = "--vote",
      paramLabel = "VOTE",
      description =
          "Vote over the answers of each set: majority, or with a temperature"
              + " weighted:router-score@T, weighted:COLUMN@T; may be given several times. As"
              + " route.votes.")
  private List<String> votes = new ArrayList<>();

  @Option(
      names = "--dry-run",
      description = "Decide everything and print the summary, but keep nothing.")
  private boolean dryRun;

  @Option(
      names = "--print-config",
      description = "Print every configuration value with its origin, and stop.")
  private boolean printConfig;

  @Option(names = "--json", description = "Print the result as one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Settings settings = config.load(votes());
    if (printConfig) {
      ConfigOptions.print(settings, out);
      return ExitCodes.DONE;
    }
    DateRange range = new DateRange(Optional.ofNullable(from), Optional.ofNullable(to));
    OptionalLong number = version == null ? OptionalLong.empty() : OptionalLong.of(version);
    RouteConfig route = RouteSettings.read(settings, number, range);
    OutputSettings.requireWritable(settings); // before the session, as all of the above
    Versions.find(OutputSettings.open(settings), number); // a mistyped one leaves no trace
    RouteResult result =
        RouteRun.run(
            route,
            settings,
            dryRun ? PublicationMode.DRY_RUN : PublicationMode.NO_PUBLISH,
            spec.commandLine().getErr());
    RouteSummary summary = new RouteSummary(result);
    out.print(json ? summary.json() + "\n" : summary.text());
    return result.status().exitCode();
  }

  private List<Assignment> votes() {
    if (votes.isEmpty()) {
      return List.of();
    }
    List<String> quoted = votes.stream().map(ConfigUtil::quoteString).toList();
    return List.of(
        new Assignment(RouteConfig.VOTES, "[" + String.join(", ", quoted) + "]", "--vote"));
  }
}
