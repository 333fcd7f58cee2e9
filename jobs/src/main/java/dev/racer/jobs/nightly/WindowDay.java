package dev.racer.jobs.nightly;

import dev.racer.spark.publication.DayCommit;
import java.time.LocalDate;
import java.util.Optional;

/**
 * A day of the window and what became of it.
 *
 * @param date the day
 * @param state what became of it
 * @param note why, where the state alone does not say
 * @param commit its records, whether they count or not; empty where it has none
 */
public record WindowDay(
    LocalDate date, State state, Optional<String> note, Optional<DayCommit> commit) {
  /** Whether the day's records count. */
  public boolean isUsed() {
    return commit.isPresent() && state != State.REFUSED;
  }

  /** Its records that count, of all routers together. */
  public long records() {
    return isUsed()
        ? commit.orElseThrow().routers().stream().mapToLong(DayCommit.DayRouter::records).sum()
        : 0;
  }

  /** What became of a day. */
  public enum State {
    /** Its records were made in this run. */
    MADE("made"),
    /** The lake holds other rows than its records were made from; they were made again. */
    MADE_AGAIN("made-again"),
    /** Its records are those that were there. */
    KEPT("kept"),
    /** The lake does not hold the day any more; its records are those that were there. */
    LAKE_GONE("lake-gone"),
    /** The lake holds other rows, which were refused; its records are those that were there. */
    LAKE_REFUSED("lake-refused"),
    /** Neither the lake nor the publication knows the day. */
    MISSING("missing"),
    /** Its rows were refused; it is left out. */
    REFUSED("refused"),
    /** Its records were made by another configuration, and the lake does not hold it any more. */
    OTHER_RECIPE("other-recipe");

    private final String key;

    State(String key) {
      this.key = key;
    }

    /** The name in files. */
    public String key() {
      return key;
    }
  }

  /** The same day with its records under another number. */
  WindowDay of(DayCommit other) {
    return new WindowDay(date, state, note, Optional.of(other));
  }

  static WindowDay with(State state, DayCommit commit) {
    return new WindowDay(commit.date(), state, Optional.empty(), Optional.of(commit));
  }

  static WindowDay without(LocalDate date, State state, String note) {
    return new WindowDay(date, state, Optional.of(note), Optional.empty());
  }
}
