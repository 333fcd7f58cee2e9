package dev.racer.jobs.cli;

import dev.racer.jobs.ExitCodes;
import dev.racer.jobs.config.NightlySettings;
import dev.racer.jobs.config.OutputSettings;
import dev.racer.jobs.config.Settings;
import dev.racer.jobs.nightly.NightlyConfig;
import dev.racer.jobs.nightly.NightlyResult;
import dev.racer.jobs.run.RunContext.PublicationMode;
import dev.racer.spark.lake.DataContractException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Recalibrates for a date. No Spark type may stand here: help is printed without Spark. */
@Command(
    name = "nightly",
    description =
        "Recalibrates on a window of days: makes the records of the newest day, tests it against"
            + " the others, and publishes what passes the gate.",
    mixinStandardHelpOptions = true,
    versionProvider = Racer.Version.class)
final class NightlyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ConfigOptions config;

  @Option(
      names = "--date",
      paramLabel = "DATE",
      description =
          "Date of the run (UTC); its newest day lies nightly.label-age days before it. Default:"
              + " yesterday.")
  private LocalDate date;

  @Option(
      names = "--from",
      paramLabel = "DATE",
      description = "First date of a backfill, which publishes nothing unless asked.")
  private LocalDate from;

  @Option(
      names = "--to",
      paramLabel = "DATE",
      description = "First date that the backfill does not run any more.")
  private LocalDate to;

  @Option(names = "--publish", description = "Let every date of a backfill publish.")
  private boolean publish;

  @Option(
      names = "--no-publish",
      description =
          "Compute and keep everything, also which days are left out for their labels, but leave"
              + " the version in force as it is.")
  private boolean noPublish;

  @Option(
      names = "--dry-run",
      description =
          "Commit nothing and keep no file but the status of the run; print the difference to the"
              + " version in force.")
  private boolean dryRun;

  @Option(
      names = "--force",
      description =
          "Publish although the version in force is pinned, of a later date, or was rolled back to.")
  private boolean force;

  @Option(
      names = "--print-config",
      description = "Print every configuration value with its origin, and stop.")
  private boolean printConfig;

  @Option(
      names = "--json",
      description =
          "Print the result of each date as one JSON object; one with error for a date of a"
              + " backfill whose data are refused.")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<LocalDate> dates = dates(Clock.systemUTC());
    PublicationMode mode = mode();
    Settings settings = config.load();
    if (printConfig) {
      ConfigOptions.print(settings, out);
      return ExitCodes.DONE;
    }
    NightlyConfig nightly = NightlySettings.read(settings);
    OutputSettings.requireWritable(settings); // before the session, as all of the above
    return NightlyRun.run(
        nightly,
        dates,
        force,
        settings,
        mode,
        spec.commandLine().getErr(),
        result -> print(result, out),
        (refused, why) -> print(refused, why, out));
  }

  private void print(LocalDate refused, DataContractException why, PrintWriter out) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("racer: " + refused + ": " + why.getMessage());
    err.flush();
    if (json) {
      out.print(
          "{\"schema_version\":1,\"date\":\""
              + refused
              + "\",\"exit_code\":"
              + ExitCodes.DATA_REFUSED
              + ",\"error\":"
              + CalibrateSummary.quoted(why.getMessage())
              + "}\n");
      out.flush();
    }
  }

  private void print(NightlyResult result, PrintWriter out) {
    NightlySummary summary = new NightlySummary(result);
    out.print(json ? summary.json() + "\n" : summary.text());
    out.flush(); // a backfill takes hours: each date is told when it is over
  }

  private List<LocalDate> dates(Clock clock) {
    boolean backfill = from != null || to != null;
    if (backfill && date != null) {
      throw wrong("--date and --from, --to exclude each other");
    }
    if (!backfill) {
      if (publish) {
        throw wrong("--publish is for a backfill, with --from and --to: one date publishes anyway");
      }
      return List.of(
          date != null ? date : LocalDate.now(clock.withZone(ZoneOffset.UTC)).minusDays(1));
    }
    if (from == null || to == null || !from.isBefore(to)) {
      throw wrong(
          "A backfill needs --from and a later --to, the first date that is not run any more; got "
              + (from == null ? "no --from" : "--from " + from)
              + " and "
              + (to == null ? "no --to" : "--to " + to));
    }
    return from.datesUntil(to).toList();
  }

  private PublicationMode mode() {
    if ((noPublish ? 1 : 0) + (dryRun ? 1 : 0) + (publish ? 1 : 0) > 1) {
      throw wrong("--publish, --no-publish and --dry-run exclude each other");
    }
    if (dryRun) {
      return PublicationMode.DRY_RUN;
    }
    return noPublish || (from != null && !publish)
        ? PublicationMode.NO_PUBLISH
        : PublicationMode.PUBLISH;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
