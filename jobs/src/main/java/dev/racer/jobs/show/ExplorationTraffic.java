package dev.racer.jobs.show;

import dev.racer.core.published.Commit;
import dev.racer.spark.publication.DayCommit;
import dev.racer.spark.publication.NightWindow;
import dev.racer.spark.publication.PublicationStore;
import dev.racer.spark.publication.QualityReport.TableQuality;
import dev.racer.spark.publication.RecordDays;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The traffic that queries are explored from.
 *
 * @param queriesPerDay all queries of a day, explored or not; empty if that is not known
 * @param days that a window holds, at least 1
 */
public record ExplorationTraffic(OptionalLong queriesPerDay, int days) {
  /** Days of a window where neither the caller nor the version says how many. */
  public static final int DEFAULT_DAYS = 30;

  /**
   * What the caller says, else what a nightly version was made from: the queries of its newest day,
   * and its days.
   *
   * @param store the publication
   * @param commit the version
   * @param queriesPerDay what the caller says
   * @param days what the caller says
   */
  public static ExplorationTraffic of(
      PublicationStore store, Commit commit, OptionalLong queriesPerDay, Optional<Integer> days) {
    Optional<NightWindow> night = store.manifest(commit).night();
    return new ExplorationTraffic(
        queriesPerDay.isPresent()
            ? queriesPerDay
            : night.map(window -> newestDay(store, window)).orElse(OptionalLong.empty()),
        days.or(() -> night.map(window -> Math.max(1, window.days().size()))).orElse(DEFAULT_DAYS));
  }

  private static OptionalLong newestDay(PublicationStore store, NightWindow window) {
    RecordDays records = new RecordDays(store.folder());
    return window.days().stream()
        .filter(day -> day.date().equals(window.day()))
        .flatMap(day -> records.commit(day.date(), day.sequence()).stream())
        .map(DayCommit::quality)
        .flatMap(quality -> quality.tables().stream())
        .filter(table -> table.table().equals("queries"))
        .mapToLong(TableQuality::rows)
        .findFirst();
  }
}
