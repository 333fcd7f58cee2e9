package dev.racer.jobs.cli;

import com.typesafe.config.ConfigUtil;
import dev.racer.jobs.calibrate.CalibrateConfig;
import dev.racer.jobs.calibrate.CalibrateResult;
import dev.racer.jobs.config.CalibrateSettings;
import dev.racer.jobs.config.OutputSettings;
import dev.racer.jobs.config.Settings;
import dev.racer.jobs.config.WritableFolder;
import dev.racer.jobs.generate.GenerateConfig;
import dev.racer.jobs.show.ThresholdsView;
import dev.racer.spark.lake.DateRange;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Makes a synthetic lake, calibrates it and shows the result. No Spark type may stand here: help is
 * printed without Spark.
 */
@Command(
    name = "demo",
    description = {
      "Makes a small synthetic lake, calibrates it and shows what is in force.",
      "Everything goes into one folder, with the configuration to run it again."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Racer.Version.class)
final class DemoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description =
          "Folder of the demo (default: ${DEFAULT-VALUE}); the lake of an earlier demo in it is"
              + " made again.")
  private Path output = Path.of("target", "demo");

  @Option(
      names = "--queries",
      paramLabel = "N",
      description = "Number of queries (default: ${DEFAULT-VALUE}).")
  private long queries = 20_000;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Path lake = output.resolve("lake");
    GenerateConfig world = world(lake);
    WritableFolder.require("--output", output);
    Path configuration = output.resolve("demo.conf");
    write(configuration, configuration(lake));
    Settings settings = Settings.load(List.of(configuration), List.of());
    CalibrateConfig calibration = CalibrateSettings.read(settings, DateRange.ALL);
    OutputSettings.requireWritable(settings);
    CalibrateResult result = DemoRun.run(world, calibration, settings, spec.commandLine().getErr());
    out.println("A synthetic lake of " + queries + " queries is in " + lake);
    out.println();
    out.print(CalibrateSummary.of(result).text());
    result
        .commit()
        .ifPresent(
            commit -> {
              out.println();
              out.print(
                  new ThresholdsView(
                          commit,
                          result.thresholds(),
                          new ThresholdsView.Filter(Optional.empty(), Optional.empty(), true))
                      .text());
            });
    out.println();
    out.println("Go on with:");
    followUps(configuration).forEach(command -> out.println("  " + command));
    return result.status().exitCode();
  }

  /** Commands to go on with, to be copied into a shell. */
  static List<String> followUps(Path configuration) {
    String file = ShellWord.of(configuration);
    return List.of(
        "submit/racer show thresholds --config " + file,
        "submit/racer show quality --config " + file,
        "submit/racer calibrate --config " + file + " --set policy.risk-level=0.05",
        "submit/racer evaluate --config " + file,
        "submit/racer report --config "
            + file
            + " --output "
            + ShellWord.of(configuration.resolveSibling("report")));
  }

  /** The lake to be made; a bad option is a usage error. */
  private GenerateConfig world(Path lake) {
    try {
      return GenerateConfig.to(lake)
          .queries(queries)
          .days(7)
          .existingOutput(GenerateConfig.ExistingOutput.OVERWRITE)
          .build();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private String configuration(Path lake) {
    return String.format(
        Locale.ROOT,
        """
        # Written by racer demo.
        lake.queries = %s
        lake.router-scores = %s
        lake.outcomes = %s
        lake.output = %s
        calibration.segments = [benchmark, tenant]
        calibration.exclude-where = "router_train"
        """,
        quoted(lake.resolve("queries")),
        quoted(lake.resolve("router_scores")),
        quoted(lake.resolve("outcomes")),
        quoted(output.resolve("publications")));
  }

  private static String quoted(Path path) {
    return ConfigUtil.quoteString(path.toAbsolutePath().normalize().toString());
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file + ": " + e, e);
    }
  }
}
