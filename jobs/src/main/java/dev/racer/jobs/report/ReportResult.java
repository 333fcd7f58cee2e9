package dev.racer.jobs.report;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What was written.
 *
 * @param publication name of the publication
 * @param runId run that was reported on
 * @param attempt its attempt
 * @param output folder of the report
 * @param files files in it, relative to it, in order
 * @param notebook file of the notebook
 * @param worries number of worries on the first screen
 * @param shifted number of cells whose risk is not as expected on other days or sources
 * @param changed number of shares of right answers that differ there by more than chance
 */
public record ReportResult(
    String publication,
    String runId,
    String attempt,
    Optional<Path> output,
    List<String> files,
    Optional<Path> notebook,
    long worries,
    long shifted,
    long changed) {
  /** Takes a copy. */
  public ReportResult {
    files = List.copyOf(files);
  }
}
