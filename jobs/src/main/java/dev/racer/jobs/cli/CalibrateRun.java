package dev.racer.jobs.cli;

import dev.racer.jobs.BuildInfo;
import dev.racer.jobs.calibrate.CalibrateConfig;
import dev.racer.jobs.calibrate.CalibrateJob;
import dev.racer.jobs.calibrate.CalibrateResult;
import dev.racer.jobs.run.Progress;
import dev.racer.jobs.run.RunContext;
import dev.racer.jobs.run.RunContext.PublicationMode;
import dev.racer.spark.publication.Manifest;
import dev.racer.spark.session.Sessions;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;

/**
 * Runs a calibration in a session of its own; apart from the command, which loads without Spark.
 */
final class CalibrateRun {
  private CalibrateRun() {}

  static CalibrateResult run(
      CalibrateConfig config,
      List<Manifest.ConfigEntry> effectiveConfig,
      PublicationMode mode,
      PrintWriter err) {
    ProgressLine progress = ProgressLine.on(err);
    RunContext context = context(effectiveConfig, mode, progress);
    CalibrateJob job = new CalibrateJob();
    try (Sessions.OpenSession session = open(job, config, context)) {
      session.spark().sparkContext().addSparkListener(new TaskCounter(progress));
      return job.run(session.spark(), config, context);
    } finally {
      progress.done();
    }
  }

  /** What every run is told about itself. */
  static RunContext context(
      List<Manifest.ConfigEntry> effectiveConfig, PublicationMode mode, Progress progress) {
    BuildInfo build = BuildInfo.read();
    return new RunContext(
        build.version(), build.gitRevision(), Clock.systemUTC(), mode, effectiveConfig, progress);
  }

  private static Sessions.OpenSession open(
      CalibrateJob job, CalibrateConfig config, RunContext context) {
    try {
      return Sessions.open("racer calibrate");
    } catch (RuntimeException | Error e) {
      job.failBeforeSession(config, context, e);
      throw e;
    }
  }
}
