package dev.racer.jobs.cli;

import dev.racer.jobs.config.OutputSettings;
import dev.racer.jobs.config.Settings;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.session.S3Committer;
import dev.racer.spark.session.Sessions;

/** Opens the session of a command as the settings want it. */
final class RunSession {
  private RunSession() {}

  /**
   * Opens a session for a job that writes to the output.
   *
   * @throws ConfigException if what a job writes there could come out half
   */
  static Sessions.OpenSession open(String appName, Settings settings) {
    Sessions.OpenSession session = openToRead(appName, settings);
    try {
      S3Committer.require(session.spark(), OutputSettings.output(settings));
      return session;
    } catch (RuntimeException | Error e) {
      session.close();
      throw e;
    }
  }

  /** Opens a session for a job that writes nothing to the output. */
  static Sessions.OpenSession openToRead(String appName, Settings settings) {
    return Sessions.open(appName, OutputSettings.hadoop(settings));
  }
}
