package dev.racer.jobs.nightly;

import dev.racer.jobs.nightly.WindowDay.State;
import dev.racer.jobs.run.RunContext.PublicationMode;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.lake.LakeDays;
import dev.racer.spark.lake.LakeInputs;
import dev.racer.spark.publication.DayCommit;
import dev.racer.spark.publication.GateVerdict;
import dev.racer.spark.publication.RecordDays;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Brings the records of a window up to date. A day is made again when the lake holds other files of
 * it than its records were made from, whatever changed in them, and only then.
 */
final class WindowMaker {
  private final DayMaker maker;
  private final LakeDays lake;
  private final RecordDays records;
  private final PublicationMode mode;
  private final Set<String> accepted;

  /**
   * @param maker makes a day
   * @param lake what the lake holds now
   * @param records what there is
   * @param mode a dry run puts nothing in place
   * @param accepted {@code gate.accept}
   */
  WindowMaker(
      DayMaker maker,
      LakeDays lake,
      RecordDays records,
      PublicationMode mode,
      Set<String> accepted) {
    this.maker = maker;
    this.lake = lake;
    this.records = records;
    this.mode = mode;
    this.accepted = accepted;
  }

  /**
   * Makes what is missing or changed.
   *
   * @param days the window
   * @param progress hears of every day that is made
   * @return what became of each day, oldest first
   * @throws DataContractException if the newest day's rows are not as agreed; older days are left
   *     out then
   */
  List<WindowDay> make(NightDays days, Consumer<LocalDate> progress) {
    List<WindowDay> window = new ArrayList<>();
    for (LocalDate day : days.all()) {
      window.add(make(day, day.equals(days.newest()), progress));
    }
    return window;
  }

  private WindowDay make(LocalDate day, boolean isNewest, Consumer<LocalDate> progress) {
    Optional<DayCommit> inPlace = records.usable(day);
    Optional<SortedMap<String, String>> now = versions(day);
    if (now.isEmpty() || inPlace.filter(before -> isGone(before, now.get())).isPresent()) {
      return withoutLake(day, inPlace);
    }
    if (inPlace.isPresent() && maker.isUpToDate(inPlace.get(), now.get())) {
      return judged(WindowDay.with(State.KEPT, inPlace.get()));
    }
    progress.accept(day);
    try {
      DayCommit made = maker.make(day, now.get(), inPlace);
      WindowDay remade =
          judged(WindowDay.with(inPlace.isPresent() ? State.MADE_AGAIN : State.MADE, made));
      Optional<WindowDay> earlier =
          isNewest || remade.isUsed() ? Optional.empty() : earlier(inPlace, remade.note());
      if (earlier.isPresent()) {
        return earlier.get();
      }
      return mode == PublicationMode.DRY_RUN ? remade : remade.of(records.put(made));
    } catch (DataContractException e) {
      if (isNewest) {
        throw e;
      }
      return earlier(inPlace, Optional.of(e.getMessage()))
          .orElseGet(() -> WindowDay.without(day, State.REFUSED, e.getMessage()));
    }
  }

  /** A day whose rows are refused as they are now, by its records from before, if these count. */
  private Optional<WindowDay> earlier(Optional<DayCommit> inPlace, Optional<String> refusal) {
    return inPlace
        .filter(before -> before.recipe().equals(maker.recipe()))
        .map(
            before ->
                judged(
                    new WindowDay(before.date(), State.LAKE_REFUSED, refusal, Optional.of(before))))
        .filter(WindowDay::isUsed);
  }

  /** Whether the lake has let go of a table's files of a day that its records were made from. */
  private boolean isGone(DayCommit before, SortedMap<String, String> now) {
    return before.recipe().equals(maker.recipe())
        && !now.keySet().containsAll(before.madeFrom().keySet());
  }

  /** The versions of the files that hold a day; empty if the lake has no queries of it. */
  private Optional<SortedMap<String, String>> versions(LocalDate day) {
    SortedMap<String, String> versions = new TreeMap<>();
    lake.versions(day).forEach((table, version) -> versions.put(table, version.digest()));
    return versions.containsKey(LakeInputs.QUERIES) ? Optional.of(versions) : Optional.empty();
  }

  private WindowDay withoutLake(LocalDate day, Optional<DayCommit> inPlace) {
    if (inPlace.isEmpty()) {
      return WindowDay.without(day, State.MISSING, "the lake holds no queries of the day");
    }
    return inPlace.get().recipe().equals(maker.recipe())
        ? judged(WindowDay.with(State.LAKE_GONE, inPlace.get()))
        : WindowDay.without(
            day,
            State.OTHER_RECIPE,
            "its records were made by another configuration, and the lake does not hold it any"
                + " more");
  }

  /** A day with too many malformed rows is left out, whenever it was made. */
  private WindowDay judged(WindowDay day) {
    DayCommit commit = day.commit().orElseThrow();
    List<String> refusals = new ArrayList<>();
    commit
        .refused()
        .filter(reason -> !accepted.contains(acceptance(commit)))
        .ifPresent(
            reason ->
                refusals.add(
                    reason
                        + "; it counts once its rows change, or gate.accept holds \""
                        + acceptance(commit)
                        + "\""));
    maker.judge(commit.quality()).stream()
        .filter(verdict -> !verdict.passed())
        .map(WindowMaker::text)
        .forEach(refusals::add);
    return refusals.isEmpty()
        ? day
        : new WindowDay(
            day.date(), State.REFUSED, Optional.of(String.join("; ", refusals)), day.commit());
  }

  /** What stands in {@code gate.accept} for the refused records of a day. */
  private static String acceptance(DayCommit commit) {
    return commit.date() + "=" + commit.recordsSha256().substring(0, 16);
  }

  private static String text(GateVerdict verdict) {
    return verdict.name() + " is " + verdict.figure() + ", allowed is " + verdict.limit();
  }
}
