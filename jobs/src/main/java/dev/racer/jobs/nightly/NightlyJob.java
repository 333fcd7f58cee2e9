package dev.racer.jobs.nightly;

import dev.racer.jobs.calibrate.CalibrateJob;
import dev.racer.jobs.run.RunContext;
import dev.racer.jobs.run.StatusDraft;
import dev.racer.spark.conformal.Calibration;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.lake.DateRange;
import dev.racer.spark.publication.PublicationStore;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * Recalibrates for a date: makes the records of the newest mature day and of every other day of the
 * window whose rows changed, tests the newest day against the others, calibrates on all of them,
 * and publishes what passes the gate.
 */
public final class NightlyJob {
  static final String VERB = "nightly";

  private final long mostSorted;

  /** The job as it is run. */
  public NightlyJob() {
    this(Calibration.MOST_SORTED);
  }

  /** The job with another limit between the two plans of selection, for tests. */
  NightlyJob(long mostSorted) {
    this.mostSorted = mostSorted;
  }

  /**
   * Runs a date, and leaves a status however it ends.
   *
   * @param spark session; left as it is
   * @param config what a night depends on
   * @param date date of the run (UTC)
   * @param force whether to publish over a pinned or newer version, or one that was rolled back to
   * @param context what the run is told about itself
   * @return what happened; a refusal by the gate is a result, not an exception
   * @throws dev.racer.spark.lake.ConfigException if the configuration does not fit the lake
   * @throws DataContractException if the lake is not as agreed or lacks the newest day; nothing is
   *     published then
   */
  public NightlyResult run(
      SparkSession spark, NightlyConfig config, LocalDate date, boolean force, RunContext context) {
    NightDays days = NightDays.of(date, config.window(), config.labelAge());
    StatusDraft draft = draft(config, days, context);
    LocalDate today = LocalDate.ofInstant(context.clock().instant(), ZoneOffset.UTC);
    if (!days.newest().isBefore(today)) {
      ConfigException early =
          new ConfigException(
              "The newest day of the run of "
                  + date
                  + " is "
                  + days.newest()
                  + ", which is not over (UTC): expected a day before "
                  + today);
      draft.fail(early);
      throw early;
    }
    return draft.run(
        spark,
        CalibrateJob::known,
        () -> new Night(spark, config, days, force, context, draft, mostSorted).run());
  }

  /**
   * Leaves the status of a run that could not begin, for want of a session.
   *
   * @param config what a night depends on
   * @param date date of the run
   * @param context what the run was told about itself
   * @param failure why there is no session; a status that cannot be written is added to it
   */
  public void failBeforeSession(
      NightlyConfig config, LocalDate date, RunContext context, Throwable failure) {
    draft(config, NightDays.of(date, config.window(), config.labelAge()), context).fail(failure);
  }

  private static StatusDraft draft(NightlyConfig config, NightDays days, RunContext context) {
    PublicationStore store =
        context.store().open(config.calibration().output(), config.calibration().publicationName());
    StatusDraft draft = new StatusDraft(VERB, store, range(days), context);
    draft.date(days.date());
    return draft;
  }

  /** The days of the window. */
  static DateRange range(NightDays days) {
    return new DateRange(Optional.of(days.first()), Optional.of(days.newest().plusDays(1)));
  }
}
