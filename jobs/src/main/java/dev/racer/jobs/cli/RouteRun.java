package dev.racer.jobs.cli;

import dev.racer.jobs.route.RouteConfig;
import dev.racer.jobs.route.RouteJob;
import dev.racer.jobs.route.RouteResult;
import dev.racer.jobs.run.RunContext;
import dev.racer.jobs.run.RunContext.PublicationMode;
import dev.racer.spark.publication.Manifest;
import dev.racer.spark.session.Sessions;
import java.io.PrintWriter;
import java.util.List;

/** Applies a version in a session of its own; apart from the command, which loads without Spark. */
final class RouteRun {
  private RouteRun() {}

  static RouteResult run(
      RouteConfig config,
      List<Manifest.ConfigEntry> effectiveConfig,
      PublicationMode mode,
      PrintWriter err) {
    ProgressLine progress = ProgressLine.on(err);
    RunContext context = CalibrateRun.context(effectiveConfig, mode, progress);
    RouteJob job = new RouteJob();
    try (Sessions.OpenSession session = open(job, config, context)) {
      session.spark().sparkContext().addSparkListener(new TaskCounter(progress));
      return job.run(session.spark(), config, context);
    } finally {
      progress.done();
    }
  }

  private static Sessions.OpenSession open(RouteJob job, RouteConfig config, RunContext context) {
    try {
      return Sessions.open("racer route");
    } catch (RuntimeException | Error e) {
      job.failBeforeSession(config, context, e);
      throw e;
    }
  }
}
