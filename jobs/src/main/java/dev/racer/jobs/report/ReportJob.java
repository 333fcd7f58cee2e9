package dev.racer.jobs.report;

import dev.racer.jobs.report.figure.Report;
import dev.racer.jobs.report.table.Evaluation;
import dev.racer.jobs.run.Progress;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.lake.DataContractException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** Reports on an evaluation. Reads a publication and leaves it as it is. */
public final class ReportJob {
  private static final int STEPS = 3;

  /**
   * Checks, before a session is started, that there is something to report on and a place to report
   * to.
   *
   * @throws ConfigException if not
   * @throws DataContractException if the evaluation is not as it was left
   */
  public void check(ReportConfig config) {
    EvaluationRun.find(config.store(), config.run());
    config.output().ifPresent(ReportJob::folder);
    config.notebook().ifPresent(NotebookFiles::new);
  }

  /**
   * Writes a report, a notebook or both.
   *
   * @param spark session; left as it is
   * @param config on what and where to
   * @param progress hears how far the job is
   * @return what was written
   * @throws ConfigException if something that is no report is in the way
   * @throws DataContractException if the tables are not as they must be
   */
  public ReportResult run(SparkSession spark, ReportConfig config, Progress progress) {
    progress.step(1, STEPS, "read the tables");
    EvaluationRun run = EvaluationRun.find(config.store(), config.run());
    Evaluation evaluation =
        new EvaluationReader(spark, run.attempt()).read(run.facts(), config.riskLevel());
    Report report = Report.of(evaluation);

    progress.step(2, STEPS, "draw");
    Optional<ReplacedFolder> folder = config.output().map(ReportJob::folder);
    folder.ifPresent(files -> ReportFiles.add(report, config.images(), files));
    Optional<NotebookFiles> notebook = config.notebook().map(NotebookFiles::new);
    notebook.ifPresent(files -> files.add(report, config.images()));

    progress.step(3, STEPS, "write");
    folder.ifPresent(ReplacedFolder::write);
    notebook.ifPresent(NotebookFiles::write);
    return new ReportResult(
        evaluation.run().publication(),
        run.status().runId(),
        run.status().attempt(),
        config.output(),
        folder.map(ReplacedFolder::files).orElse(List.of()),
        config.notebook(),
        report.routers().stream()
            .flatMap(router -> router.segments().stream())
            .mapToLong(segment -> segment.worries().size())
            .sum(),
        report.shift().failed(),
        report.shift().changed());
  }

  private static ReplacedFolder folder(Path path) {
    return new ReplacedFolder(path, "--output");
  }
}
