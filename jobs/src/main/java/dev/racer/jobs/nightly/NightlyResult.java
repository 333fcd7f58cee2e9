package dev.racer.jobs.nightly;

import dev.racer.core.published.Commit;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.jobs.diff.VersionDiff;
import dev.racer.spark.publication.RunStatus;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a night did.
 *
 * @param status how it ended, with its exit code, what became of the newest day's rows, and what
 *     the gate said
 * @param days the days of the night
 * @param window what became of each day, oldest first; empty if the run ended before
 * @param warnings what nobody asked for and somebody should know, one sentence each
 * @param commit the version that it put in force, or found in force, or had put there before a
 *     later day; empty if there is none
 * @param before the version that was in force before; empty if there was none
 * @param candidate the thresholds of the night; empty if the run ended before
 * @param previous the thresholds that were in force before
 * @param served the thresholds that are in force when the night is over; empty if there are none
 * @param difference what the thresholds of the night do to its newest day that those in force
 *     before did not; empty where there is nothing to compare
 * @param outlook rows in force that wait for more queries
 * @param location where the files of the attempt are, or would have been; empty without an attempt
 */
public record NightlyResult(
    RunStatus status,
    NightDays days,
    List<WindowDay> window,
    List<String> warnings,
    Optional<Commit> commit,
    Optional<Commit> before,
    Optional<PublishedThresholds> candidate,
    Optional<PublishedThresholds> previous,
    Optional<PublishedThresholds> served,
    Optional<VersionDiff> difference,
    List<Outlook> outlook,
    Optional<String> location) {
  /** Takes copies. */
  public NightlyResult {
    window = List.copyOf(window);
    warnings = List.copyOf(warnings);
    outlook = List.copyOf(outlook);
  }

  /** The version in force when the night was over; empty if there is none. */
  public Optional<Commit> inForce() {
    return Stream.of(commit, before)
        .flatMap(Optional::stream)
        .max(Comparator.comparingLong(Commit::sequence));
  }
}
