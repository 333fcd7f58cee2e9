package dev.racer.jobs.cli;

import dev.racer.jobs.ExitCodes;
import dev.racer.jobs.calibrate.CalibrateConfig;
import dev.racer.jobs.calibrate.CalibrateResult;
import dev.racer.jobs.config.CalibrateSettings;
import dev.racer.jobs.config.ConfigKeys;
import dev.racer.jobs.config.OutputSettings;
import dev.racer.jobs.config.Settings;
import dev.racer.jobs.run.RunContext.PublicationMode;
import dev.racer.spark.lake.DateRange;
import java.io.PrintWriter;
import java.time.LocalDate;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Calibrates and publishes. No Spark type may stand here: help is printed without Spark. */
@Command(
    name = "calibrate",
    description =
        "Selects a threshold for every router, segment, score and risk level from the lake, and"
            + " publishes them if the gate lets them through.",
    mixinStandardHelpOptions = true,
    versionProvider = Racer.Version.class)
final class CalibrateCommand implements Callable<Integer> {
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
      names = "--no-publish",
      description = "Compute and keep everything, but leave the version in force as it is.")
  private boolean noPublish;

  @Option(
      names = "--dry-run",
      description = "Publish nothing; print the difference to the version in force.")
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
    PublicationMode mode = mode();
    Settings settings = config.load();
    if (printConfig) {
      ConfigOptions.print(settings, out);
      return ExitCodes.DONE;
    }
    DateRange range = new DateRange(Optional.ofNullable(from), Optional.ofNullable(to));
    CalibrateConfig calibration = CalibrateSettings.read(settings, range);
    OutputSettings.requireWritable(settings); // before the session, as all of the above
    CalibrateResult result =
        CalibrateRun.run(calibration, settings, mode, spec.commandLine().getErr());
    CalibrateSummary summary = CalibrateSummary.of(result);
    out.print(json ? summary.json() + "\n" : summary.text());
    return result.status().exitCode();
  }

  private PublicationMode mode() {
    if (noPublish && dryRun) {
      throw new ParameterException(
          spec.commandLine(), "--no-publish and --dry-run exclude each other");
    }
    if (dryRun) {
      return PublicationMode.DRY_RUN;
    }
    return noPublish ? PublicationMode.NO_PUBLISH : PublicationMode.PUBLISH;
  }

  /** Lists the configuration keys at the end of a command's help. */
  static void addKeysToHelp(CommandLine command) {
    command
        .getHelpSectionMap()
        .put(
            UsageMessageSpec.SECTION_KEY_FOOTER,
            help -> keys().replace("\n", System.lineSeparator()));
  }

  private static String keys() {
    StringBuilder text = new StringBuilder("\nConfiguration keys (key = default):\n");
    for (ConfigKeys.Key key : ConfigKeys.all()) {
      String value = key.defaultValue().isEmpty() ? "" : " = " + key.defaultValue();
      text.append("  " + key.key() + value + "\n      " + key.meaning() + "\n");
    }
    return text.toString();
  }
}
