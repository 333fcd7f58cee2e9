package dev.racer.jobs.calibrate;

import dev.racer.core.published.Commit;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.spark.publication.RunStatus;
import java.util.Optional;

/**
 * What a calibration did.
 *
 * @param status how it ended, with its exit code and what became of the input rows
 * @param commit the version that it put in force, or found in force already; empty if there is none
 * @param thresholds the thresholds of this run
 * @param previous the thresholds that were in force before; empty if there were none
 * @param attemptFolder where the files of the attempt are, or would have been
 */
public record CalibrateResult(
    RunStatus status,
    Optional<Commit> commit,
    PublishedThresholds thresholds,
    Optional<PublishedThresholds> previous,
    String attemptFolder) {}
