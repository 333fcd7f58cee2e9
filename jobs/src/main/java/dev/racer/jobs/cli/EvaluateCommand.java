package dev.racer.jobs.cli;

import dev.racer.jobs.ExitCodes;
import dev.racer.jobs.config.Assignment;
import dev.racer.jobs.config.EvaluateSettings;
import dev.racer.jobs.config.OutputSettings;
import dev.racer.jobs.config.Settings;
import dev.racer.jobs.evaluate.EvaluateConfig;
import dev.racer.jobs.evaluate.EvaluateResult;
import dev.racer.jobs.evaluate.Verb;
import dev.racer.spark.lake.DateRange;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Evaluates in many trials. No Spark type may stand here: help is printed without Spark. */
@Command(
    name = "evaluate",
    description =
        "Splits the queries into calibration, validation and test many times, and writes what the"
            + " calibrated thresholds and votes do to the test queries. Publishes nothing.",
    mixinStandardHelpOptions = true,
    versionProvider = Racer.Version.class)
final class EvaluateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ConfigOptions config;

  @Mixin private EvaluationOptions options;

  @Option(
      names = "--trials",
      paramLabel = "N",
      description = "Number of random splits; as evaluate.trials.")
  private Integer trials;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<Assignment> more = new ArrayList<>(options.assignments());
    if (trials != null) {
      more.add(new Assignment("evaluate.trials", String.valueOf(trials), "--trials"));
    }
    Settings settings = config.load(more);
    if (options.printsConfig()) {
      ConfigOptions.print(settings, out);
      return ExitCodes.DONE;
    }
    DateRange range = options.range();
    EvaluateConfig evaluation = EvaluateSettings.read(settings, range);
    OutputSettings.requireWritable(settings); // before the session, as all of the above
    EvaluateResult result =
        EvaluateRun.run(
            Verb.EVALUATE, evaluation, settings, options.mode(), spec.commandLine().getErr());
    EvaluateSummary summary = new EvaluateSummary(result);
    out.print(options.wantsJson() ? summary.json() + "\n" : summary.text());
    return result.status().exitCode();
  }
}
