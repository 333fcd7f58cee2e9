package dev.racer.jobs.cli;

import dev.racer.jobs.ExitCodes;
import dev.racer.jobs.config.EvaluateSettings;
import dev.racer.jobs.config.OutputSettings;
import dev.racer.jobs.config.Settings;
import dev.racer.jobs.evaluate.EvaluateConfig;
import dev.racer.jobs.evaluate.EvaluateResult;
import dev.racer.jobs.evaluate.Verb;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Chooses on one split. No Spark type may stand here: help is printed without Spark. */
@Command(
    name = "tune",
    description = {
      "Chooses temperature, risk level, nonconformity score and vote on validation queries, then"
          + " calibrates on the calibration queries and tests the choice on the test queries of one"
          + " random split (evaluate.shares, evaluate.seed), whatever evaluate.split says.",
      "Publishes nothing: to publish what was chosen, set the policy it prints and calibrate on"
          + " other days than these."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Racer.Version.class)
final class TuneCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ConfigOptions config;

  @Mixin private EvaluationOptions options;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Settings settings = config.load(options.assignments());
    if (options.printsConfig()) {
      ConfigOptions.print(settings, out);
      return ExitCodes.DONE;
    }
    EvaluateConfig evaluation = EvaluateSettings.readTuning(settings, options.range());
    OutputSettings.requireWritable(settings); // before the session, as all of the above
    EvaluateResult result =
        EvaluateRun.run(
            Verb.TUNE, evaluation, settings, options.mode(), spec.commandLine().getErr());
    EvaluateSummary summary = new EvaluateSummary(result);
    out.print(options.wantsJson() ? summary.json() + "\n" : summary.text());
    return result.status().exitCode();
  }
}
