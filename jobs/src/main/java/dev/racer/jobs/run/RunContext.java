package dev.racer.jobs.run;

import dev.racer.spark.publication.Manifest;
import java.time.Clock;
import java.util.List;

/**
 * What a run is told about itself beside its configuration.
 *
 * @param codeVersion version of this project
 * @param gitRevision commit it was built from, or {@code unknown}
 * @param clock for the times in commits and statuses; no published number depends on it
 * @param mode whether to publish
 * @param effectiveConfig the effective configuration with the origin of every value
 * @param progress hears how far the run is
 * @param store how its publication is reached
 */
public record RunContext(
    String codeVersion,
    String gitRevision,
    Clock clock,
    PublicationMode mode,
    List<Manifest.ConfigEntry> effectiveConfig,
    Progress progress,
    StoreSettings store) {
  /** Takes a copy. */
  public RunContext {
    effectiveConfig = List.copyOf(effectiveConfig);
  }

  /** What a run is told whose publication is on a local file system. */
  public RunContext(
      String codeVersion,
      String gitRevision,
      Clock clock,
      PublicationMode mode,
      List<Manifest.ConfigEntry> effectiveConfig,
      Progress progress) {
    this(codeVersion, gitRevision, clock, mode, effectiveConfig, progress, StoreSettings.LOCAL);
  }

  /** What to do with the computed thresholds. */
  public enum PublicationMode {
    /** Publish them if the gate lets them through. */
    PUBLISH,
    /** Keep the attempt, and leave the version in force as it is. */
    NO_PUBLISH,
    /** Leave nothing behind but the status; only the difference is wanted. */
    DRY_RUN
  }
}
