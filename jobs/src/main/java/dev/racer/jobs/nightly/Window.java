package dev.racer.jobs.nightly;

import dev.racer.core.pool.CodePointOrder;
import dev.racer.core.pool.ModelPool;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.publication.DayCommit;
import dev.racer.spark.publication.NightWindow;
import dev.racer.spark.records.RouterPool;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The days of a night that have records, and the routers of the newest one. Records of other
 * versions of a router, or of pools that lack one of its models, are never mixed in: after such a
 * change the window of that router is empty, and fills again day by day.
 *
 * @param before days before the newest one, oldest first
 * @param newest the newest day
 * @param routers the routers of the newest day, by name
 */
record Window(List<DayCommit> before, DayCommit newest, List<RouterPool> routers) {
  /** Takes copies. */
  Window {
    before = List.copyOf(before);
    routers = List.copyOf(routers);
  }

  /**
   * Of what the days have become.
   *
   * @param configured the models of the pool; empty for those that each router scores on the newest
   *     day
   * @throws DataContractException if the newest day has no records that count
   */
  static Window of(NightDays days, List<WindowDay> window, List<String> configured) {
    WindowDay last = window.get(window.size() - 1);
    if (!last.isUsed()) {
      throw new DataContractException(
          "The newest day "
              + days.newest()
              + " of the run of "
              + days.date()
              + " has no records: "
              + last.note().orElse(last.state().key())
              + "; expected its queries, router scores and outcomes in the lake");
    }
    List<DayCommit> before =
        window.subList(0, window.size() - 1).stream()
            .filter(WindowDay::isUsed)
            .map(day -> day.commit().orElseThrow())
            .toList();
    DayCommit newest = last.commit().orElseThrow();
    return new Window(before, newest, routers(newest, configured));
  }

  /** Of several versions of a router the one that scored the most queries of the day. */
  private static List<RouterPool> routers(DayCommit day, List<String> configured) {
    SortedMap<String, DayCommit.DayRouter> byName = new TreeMap<>(CodePointOrder.INSTANCE);
    for (DayCommit.DayRouter router : day.routers()) {
      byName.merge(
          router.router(),
          router,
          (a, b) ->
              Comparator.comparingLong(DayCommit.DayRouter::records).compare(a, b) >= 0 ? a : b);
    }
    return byName.values().stream()
        .map(
            r ->
                new RouterPool(
                    r.router(),
                    r.version().orElse(""),
                    ModelPool.of(configured.isEmpty() ? r.models() : configured)))
        .toList();
  }

  /** All days, oldest first. */
  List<DayCommit> days() {
    List<DayCommit> days = new ArrayList<>(before);
    days.add(newest);
    return days;
  }

  /** By day, what its records were made of. */
  SortedMap<LocalDate, String> madeOf() {
    SortedMap<LocalDate, String> madeOf = new TreeMap<>();
    days().forEach(day -> madeOf.put(day.date(), day.runId()));
    return madeOf;
  }

  /** For every combination of segment columns the tuples that occur on any day. */
  List<List<List<String>>> segments() {
    List<List<List<String>>> segments = new ArrayList<>();
    for (int i = 0; i < newest.segments().size(); i++) {
      Set<List<String>> values = new LinkedHashSet<>();
      for (DayCommit day : days()) {
        values.addAll(day.segments().get(i).values());
      }
      segments.add(List.copyOf(values));
    }
    return segments;
  }

  /** What the manifest says of them. */
  NightWindow described(LocalDate date) {
    return new NightWindow(
        date,
        newest.date(),
        days().stream().map(NightWindow.Day::of).toList(),
        routers.stream()
            .map(
                router ->
                    new NightWindow.Router(
                        router.router(),
                        Optional.of(router.version()).filter(version -> !version.isEmpty()),
                        router.identity().fingerprint(),
                        router.pool().id()))
            .toList(),
        Optional.empty());
  }
}
