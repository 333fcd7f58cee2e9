package dev.racer.jobs.cli;

import dev.racer.jobs.config.Settings;
import dev.racer.jobs.route.RouteConfig;
import dev.racer.jobs.route.RouteJob;
import dev.racer.jobs.route.RouteResult;
import dev.racer.jobs.run.RunContext;
import dev.racer.jobs.run.RunContext.PublicationMode;
import dev.racer.spark.session.Sessions;
import java.io.PrintWriter;

/** Applies a version in a session of its own; apart from the command, which loads without Spark. */
final class RouteRun {
  private RouteRun() {}

  static RouteResult run(
      RouteConfig config, Settings settings, PublicationMode mode, PrintWriter err) {
    ProgressLine progress = ProgressLine.on(err);
    RunContext context = CalibrateRun.context(settings, mode, progress);
    RouteJob job = new RouteJob();
    try (Sessions.OpenSession session = open(job, config, context, settings)) {
      session.spark().sparkContext().addSparkListener(new TaskCounter(progress));
      return job.run(session.spark(), config, context);
    } finally {
      progress.done();
    }
  }

  private static Sessions.OpenSession open(
      RouteJob job, RouteConfig config, RunContext context, Settings settings) {
    try {
      return RunSession.open("racer route", settings);
    } catch (RuntimeException | Error e) {
      job.failBeforeSession(config, context, e);
      throw e;
    }
  }
}
