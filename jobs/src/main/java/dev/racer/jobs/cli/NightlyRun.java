package dev.racer.jobs.cli;

import dev.racer.jobs.ExitCodes;
import dev.racer.jobs.config.Settings;
import dev.racer.jobs.nightly.NightlyConfig;
import dev.racer.jobs.nightly.NightlyJob;
import dev.racer.jobs.nightly.NightlyResult;
import dev.racer.jobs.run.RunContext;
import dev.racer.jobs.run.RunContext.PublicationMode;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.session.Sessions;
import java.io.PrintWriter;
import java.time.LocalDate;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Runs nights in a session of their own; apart from the command, which loads without Spark. */
final class NightlyRun {
  private NightlyRun() {}

  /**
   * Runs the dates in order; a refused one does not stop those after it, a failed one does. Of a
   * single date, refused data are thrown.
   *
   * @param results hears of every date as it is over
   * @param refused hears of every date of a backfill whose data are refused, and why
   * @return the largest exit code
   */
  static int run(
      NightlyConfig config,
      List<LocalDate> dates,
      boolean force,
      Settings settings,
      PublicationMode mode,
      PrintWriter err,
      Consumer<NightlyResult> results,
      BiConsumer<LocalDate, DataContractException> refused) {
    ProgressLine progress = ProgressLine.on(err);
    RunContext context = CalibrateRun.context(settings, mode, progress);
    NightlyJob job = new NightlyJob();
    try (Sessions.OpenSession session = open(job, config, dates, context, settings)) {
      session.spark().sparkContext().addSparkListener(new TaskCounter(progress));
      int exitCode = 0;
      for (LocalDate date : dates) {
        exitCode =
            Math.max(
                exitCode, run(job, session, config, date, force, context, dates, results, refused));
      }
      return exitCode;
    } finally {
      progress.done();
    }
  }

  private static int run(
      NightlyJob job,
      Sessions.OpenSession session,
      NightlyConfig config,
      LocalDate date,
      boolean force,
      RunContext context,
      List<LocalDate> dates,
      Consumer<NightlyResult> results,
      BiConsumer<LocalDate, DataContractException> refused) {
    try {
      NightlyResult result = job.run(session.spark(), config, date, force, context);
      context.progress().done();
      results.accept(result);
      return result.status().exitCode();
    } catch (DataContractException e) {
      if (dates.size() == 1) {
        throw e;
      }
      context.progress().done();
      refused.accept(date, e); // the other dates have rows of their own
      return ExitCodes.DATA_REFUSED;
    }
  }

  private static Sessions.OpenSession open(
      NightlyJob job,
      NightlyConfig config,
      List<LocalDate> dates,
      RunContext context,
      Settings settings) {
    try {
      return RunSession.open("racer nightly", settings);
    } catch (RuntimeException | Error e) {
      job.failBeforeSession(config, dates.get(0), context, e);
      throw e;
    }
  }
}
