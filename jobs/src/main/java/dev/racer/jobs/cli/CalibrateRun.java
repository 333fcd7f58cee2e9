package dev.racer.jobs.cli;

import dev.racer.jobs.BuildInfo;
import dev.racer.jobs.calibrate.CalibrateConfig;
import dev.racer.jobs.calibrate.CalibrateJob;
import dev.racer.jobs.calibrate.CalibrateResult;
import dev.racer.jobs.config.OutputSettings;
import dev.racer.jobs.config.Settings;
import dev.racer.jobs.run.Progress;
import dev.racer.jobs.run.RunContext;
import dev.racer.jobs.run.RunContext.PublicationMode;
import dev.racer.spark.session.Sessions;
import java.io.PrintWriter;
import java.time.Clock;

/**
 * Runs a calibration in a session of its own; apart from the command, which loads without Spark.
 */
final class CalibrateRun {
  private CalibrateRun() {}

  static CalibrateResult run(
      CalibrateConfig config, Settings settings, PublicationMode mode, PrintWriter err) {
    ProgressLine progress = ProgressLine.on(err);
    RunContext context = context(settings, mode, progress);
    CalibrateJob job = new CalibrateJob();
    try (Sessions.OpenSession session = open(job, config, context, settings)) {
      session.spark().sparkContext().addSparkListener(new TaskCounter(progress));
      return job.run(session.spark(), config, context);
    } finally {
      progress.done();
    }
  }

  /** What every run is told about itself. */
  static RunContext context(Settings settings, PublicationMode mode, Progress progress) {
    BuildInfo build = BuildInfo.read();
    return new RunContext(
        build.version(),
        build.gitRevision(),
        Clock.systemUTC(),
        mode,
        ConfigOptions.entries(settings),
        progress,
        OutputSettings.store(settings));
  }

  private static Sessions.OpenSession open(
      CalibrateJob job, CalibrateConfig config, RunContext context, Settings settings) {
    try {
      return RunSession.open("racer calibrate", settings);
    } catch (RuntimeException | Error e) {
      job.failBeforeSession(config, context, e);
      throw e;
    }
  }
}
