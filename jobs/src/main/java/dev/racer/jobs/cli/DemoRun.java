package dev.racer.jobs.cli;

import dev.racer.jobs.calibrate.CalibrateConfig;
import dev.racer.jobs.calibrate.CalibrateResult;
import dev.racer.jobs.config.Settings;
import dev.racer.jobs.generate.GenerateConfig;
import dev.racer.jobs.run.RunContext.PublicationMode;
import dev.racer.spark.session.Sessions;
import java.io.PrintWriter;

/** Runs a demo in one session; apart from the command, which loads without Spark. */
final class DemoRun {
  private DemoRun() {}

  static CalibrateResult run(
      GenerateConfig world, CalibrateConfig calibration, Settings settings, PrintWriter err) {
    // both jobs work in the session that stands, and leave it standing
    try (Sessions.OpenSession session = RunSession.open("racer demo", settings)) {
      session.spark();
      GenerateRun.run(world, err);
      return CalibrateRun.run(calibration, settings, PublicationMode.PUBLISH, err);
    }
  }
}
