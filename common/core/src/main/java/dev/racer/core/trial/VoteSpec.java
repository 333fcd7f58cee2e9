package dev.racer.core.trial;

import dev.racer.core.vote.MissingConfidence;
import dev.racer.core.vote.TemperatureGrid;
import dev.racer.core.vote.VoteName;
import java.io.Serializable;
import java.util.Objects;
import java.util.Optional;

/** A vote over the answers of a set, at one or more temperatures. */
public sealed interface VoteSpec extends Serializable {
  /** Every member's answer counts the same. */
  record Majority() implements VoteSpec {
    @Override
    public VoteName name() {
      return VoteName.MAJORITY;
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
    public VoteName name() {
      return new VoteName(Optional.of(VoteName.ROUTER_SCORE));
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
    public VoteName name() {
      return new VoteName(Optional.of(column));
    }

    @Override
    public Optional<TemperatureGrid> temperatures() {
      return Optional.of(grid);
    }
  }

  /** The name in configuration and tables. */
  VoteName name();

  /** The name as configuration and tables spell it. */
  default String key() {
    return name().key();
  }

  /** The temperatures; empty for a majority vote, which has none. */
  Optional<TemperatureGrid> temperatures();

  /** Number of temperatures, 1 for a majority vote. */
  default int size() {
    return temperatures().map(TemperatureGrid::size).orElse(1);
  }
}
