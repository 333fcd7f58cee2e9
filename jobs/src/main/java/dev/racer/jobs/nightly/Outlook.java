package dev.racer.jobs.nightly;

import dev.racer.core.conformal.InfeasibleAction;
import dev.racer.core.published.PublishedThresholds;
import java.time.LocalDate;
import java.util.Optional;

/**
 * When a row in force that has no threshold for want of queries will have one, if days to come are
 * like the newest one.
 *
 * @param router name of the router
 * @param segment the segment whose queries are too few
 * @param n queries that it has
 * @param needed the least number that is enough
 * @param perDay queries that the newest day added
 * @param feasibleOn date of the first run that has enough; empty if the window never holds so many
 */
public record Outlook(
    String router,
    String segment,
    long n,
    long needed,
    long perDay,
    Optional<LocalDate> feasibleOn) {
  /**
   * What gateways do with the queries of such rows, as the thresholds say it: a clause for people.
   */
  public static String withoutThreshold(PublishedThresholds thresholds) {
    return thresholds.infeasibleAction().equals(InfeasibleAction.REFUSE.key())
        ? "no candidate is called (calibration.infeasible-action is refuse)"
        : "all candidates are called";
  }

  /**
   * Reckons.
   *
   * @param date date of the run
   * @param added queries that the newest day added
   * @param window days of the window
   */
  static Outlook of(
      String router, String segment, long n, long needed, long added, LocalDate date, int window) {
    long perDay = Math.max(0, added); // of a borrowed row, the pool may have shrunk
    long missing = needed - n;
    boolean reachable = perDay > 0 && needed <= perDay * window;
    return new Outlook(
        router,
        segment,
        n,
        needed,
        perDay,
        reachable ? Optional.of(date.plusDays((missing + perDay - 1) / perDay)) : Optional.empty());
  }
}
