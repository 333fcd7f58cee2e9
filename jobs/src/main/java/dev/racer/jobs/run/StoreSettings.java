package dev.racer.jobs.run;

import dev.racer.spark.publication.PublicationStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * How publications are reached, and how long their versions are good.
 *
 * @param hadoop settings of Hadoop's file systems, for a publication that is not on a local one
 * @param timeToLive how long after its commit a version may be served; empty for good
 */
public record StoreSettings(Map<String, String> hadoop, Optional<Duration> timeToLive) {
  /** For local publications whose versions are good for ever. */
  public static final StoreSettings LOCAL = new StoreSettings(Map.of(), Optional.empty());

  /** Takes a copy. */
  public StoreSettings {
    hadoop = Map.copyOf(hadoop);
  }

  /**
   * Opens a publication.
   *
   * @param output where publications are: a local path or {@code s3a://bucket/prefix}
   * @param publication name of one
   */
  public PublicationStore open(String output, String publication) {
    return PublicationStore.open(output, publication, hadoop);
  }

  /**
   * When a version becomes stale that is committed now.
   *
   * @param now the time
   */
  public Optional<Instant> validUntil(Instant now) {
    return timeToLive.map(now::plus);
  }

  /** Says no values: there may be secrets among them. */
  @Override
  public String toString() {
    return "StoreSettings[hadoop=" + hadoop.keySet() + ", timeToLive=" + timeToLive + "]";
  }
}
