package dev.racer.jobs.cli;

import dev.racer.jobs.calibrate.CalibrateConfig;
import dev.racer.jobs.calibrate.CalibrateResult;
import dev.racer.jobs.generate.GenerateConfig;
import dev.racer.jobs.run.RunContext.PublicationMode;
import dev.racer.spark.publication.Manifest;
import dev.racer.spark.session.Sessions;
import java.io.PrintWriter;
import java.util.List;

/** Runs a demo in one session; apart from the command, which loads without Spark. */
final class DemoRun {
  private DemoRun() {}

  static CalibrateResult run(
      GenerateConfig world,
      CalibrateConfig calibration,
      List<Manifest.ConfigEntry> effectiveConfig,
      PrintWriter err) {
    // both jobs work in the session that stands, and leave it standing
    try (Sessions.OpenSession session = Sessions.open("racer demo")) {
      session.spark();
      GenerateRun.run(world, err);
      return CalibrateRun.run(calibration, effectiveConfig, PublicationMode.PUBLISH, err);
    }
  }
}
