package dev.racer.jobs.cli;

import dev.racer.jobs.generate.GenerateConfig;
import dev.racer.jobs.generate.GenerateJob;
import dev.racer.jobs.generate.GenerateResult;
import dev.racer.spark.session.Sessions;
import java.io.PrintWriter;

/** Makes a lake in a session of its own; apart from the command, which loads without Spark. */
final class GenerateRun {
  private GenerateRun() {}

  static GenerateResult run(GenerateConfig config, PrintWriter err) {
    GenerateJob job = new GenerateJob();
    job.check(config); // before the session, which takes seconds to start
    ProgressLine progress = ProgressLine.on(err);
    try (Sessions.OpenSession session = Sessions.open("racer generate")) {
      session.spark().sparkContext().addSparkListener(new TaskCounter(progress));
      return job.run(session.spark(), config, progress);
    } finally {
      progress.done();
    }
  }
}
