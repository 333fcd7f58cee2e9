package dev.racer.jobs.cli;

import dev.racer.jobs.config.Settings;
import dev.racer.jobs.report.ReportConfig;
import dev.racer.jobs.report.ReportJob;
import dev.racer.jobs.report.ReportResult;
import dev.racer.spark.session.Sessions;
import java.io.PrintWriter;

/** Reports in a session of its own; apart from the command, which loads without Spark. */
final class ReportRun {
  private ReportRun() {}

  static ReportResult run(ReportConfig config, Settings settings, PrintWriter err) {
    ReportJob job = new ReportJob();
    job.check(config); // before the session, which takes seconds to start
    ProgressLine progress = ProgressLine.on(err);
    try (Sessions.OpenSession session = RunSession.openToRead("racer report", settings)) {
      session.spark().sparkContext().addSparkListener(new TaskCounter(progress));
      return job.run(session.spark(), config, progress);
    } finally {
      progress.done();
    }
  }
}
