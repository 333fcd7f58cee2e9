package dev.racer.core.trial;

import dev.racer.core.vote.MissingConfidence;
import dev.racer.core.vote.TemperatureGrid;
import java.io.Serializable;
import java.util.Objects;
import java.util.Optional;

/** A vote over the answers of a set, at one or more temperatures. */
public sealed interface VoteSpec extends Serializable {
  /** Name of majority votes in configuration and tables. */
  String MAJORITY = "majority";

  /** What the names of weighted votes begin with; the source of the weights follows. */
  String WEIGHTED = "weighted:";

  /** The source of weights that are normalized router scores. */
  String ROUTER_SCORE = "router-score";

  /** Every member's answer counts the same. */
  record Majority() implements VoteSpec {
    @Override
    public String key() {
      return MAJORITY;
    }

    @Override
    public Optional<TemperatureGrid> temperatures() {
      return Optional.empty();
    }
  }

  /**
   * Answers count by the softmax of the set's normalized router scores.
   *
   * @param grid the temperatures
   */
  record ByRouterScore(TemperatureGrid grid) implements VoteSpec {
    /** Refuses null. */
    public ByRouterScore {
      Objects.requireNonNull(grid, "grid");
    }

    @Override
    public String key() {
      return WEIGHTED + ROUTER_SCORE;
    }

    @Override
    public Optional<TemperatureGrid> temperatures() {
      return Optional.of(grid);
    }
  }

  /**
   * Answers count by the softmax of confidences.
   *
   * @param column the confidence column
   * @param missing what a missing confidence weighs
   * @param grid the temperatures
   */
  record ByConfidence(String column, MissingConfidence missing, TemperatureGrid grid)
      implements VoteSpec {
    /** Refuses null. */
    public ByConfidence {
      Objects.requireNonNull(column, "column");
      Objects.requireNonNull(missing, "missing");
      Objects.requireNonNull(grid, "grid");
    }

    @Override
    public String key() {
      return WEIGHTED + column;
    }

    @Override
    public Optional<TemperatureGrid> temperatures() {
      return Optional.of(grid);
    }
  }

  /** The name in configuration and tables. */
  String key();

  /** The temperatures; empty for a majority vote, which has none. */
  Optional<TemperatureGrid> temperatures();

  /** Number of temperatures, 1 for a majority vote. */
  default int size() {
    return temperatures().map(TemperatureGrid::size).orElse(1);
  }
}
