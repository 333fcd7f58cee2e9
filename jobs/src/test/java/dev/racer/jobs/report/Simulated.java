package dev.racer.jobs.report;

import dev.racer.jobs.report.ReportConfig.Images;
import dev.racer.jobs.report.SimulatedEvaluation.Content;
import dev.racer.jobs.run.Progress;
import dev.racer.spark.publication.Attempt;
import dev.racer.spark.publication.PublicationStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** Simulated evaluations, and reports on them. */
final class Simulated {
  static final String RUN = "00000000000000aa";
  static final Instant END = Instant.parse("2026-11-22T10:15:30Z");
  private static final int TRIALS = 20;
  private static final Map<Content, SimulatedEvaluation> EVALUATIONS = new EnumMap<>(Content.class);

  private Simulated() {}

  static PublicationStore store(Path folder) {
    return PublicationStore.local(folder, SimulatedEvaluation.PUBLICATION);
  }

  /** Writes an evaluation into a publication below the folder. */
  static Attempt evaluate(SparkSession spark, Path folder, Content content) {
    return evaluate(spark, folder, content, RUN, END);
  }

  static Attempt evaluate(
      SparkSession spark, Path folder, Content content, String runId, Instant endedAt) {
    SimulatedEvaluation evaluation;
    synchronized (EVALUATIONS) {
      evaluation =
          EVALUATIONS.computeIfAbsent(content, key -> new SimulatedEvaluation(key, TRIALS));
    }
    return evaluation.write(spark, store(folder), runId, endedAt);
  }

  /** Reports on the newest evaluation below the folder, without PNG. */
  static ReportResult report(SparkSession spark, Path folder, Path output) {
    return report(spark, config(folder, output));
  }

  static ReportResult report(SparkSession spark, ReportConfig config) {
    ReportJob job = new ReportJob();
    job.check(config);
    return job.run(spark, config, Progress.NONE);
  }

  static ReportConfig config(Path folder, Path output) {
    return new ReportConfig(
        store(folder),
        Optional.empty(),
        Optional.empty(),
        Optional.of(output),
        Optional.empty(),
        Images.NO_PNG);
  }
}
