package dev.racer.jobs.cli;

import dev.racer.jobs.config.Settings;
import dev.racer.jobs.evaluate.EvaluateConfig;
import dev.racer.jobs.evaluate.EvaluateJob;
import dev.racer.jobs.evaluate.EvaluateResult;
import dev.racer.jobs.evaluate.Verb;
import dev.racer.jobs.run.RunContext;
import dev.racer.jobs.run.RunContext.PublicationMode;
import dev.racer.spark.session.Sessions;
import java.io.PrintWriter;

/** Evaluates in a session of its own; apart from the command, which loads without Spark. */
final class EvaluateRun {
  private EvaluateRun() {}

  static EvaluateResult run(
      Verb verb, EvaluateConfig config, Settings settings, PublicationMode mode, PrintWriter err) {
    ProgressLine progress = ProgressLine.on(err);
    RunContext context = CalibrateRun.context(settings, mode, progress);
    EvaluateJob job = new EvaluateJob(verb);
    try (Sessions.OpenSession session = open(verb, job, config, context, settings)) {
      session.spark().sparkContext().addSparkListener(new TaskCounter(progress));
      return job.run(session.spark(), config, context);
    } finally {
      progress.done();
    }
  }

  private static Sessions.OpenSession open(
      Verb verb, EvaluateJob job, EvaluateConfig config, RunContext context, Settings settings) {
    try {
      return RunSession.open("racer " + verb.key(), settings);
    } catch (RuntimeException | Error e) {
      job.failBeforeSession(config, context, e);
      throw e;
    }
  }
}
