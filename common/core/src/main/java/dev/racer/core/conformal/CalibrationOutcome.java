package dev.racer.core.conformal;

import dev.racer.core.score.FixedPoint;
import java.io.Serializable;
import java.util.function.LongUnaryOperator;

/** What calibration of one group at one risk level came to. */
public sealed interface CalibrationOutcome extends Serializable {
  /**
   * There is a threshold that carries the guarantee.
   *
   * @param rank the threshold's rank among the critical scores, from 1
   * @param threshold fixed point, finite
   */
  record Feasible(long rank, long threshold) implements CalibrationOutcome {
    /** Checks the threshold. */
    public Feasible {
      requireRank(rank);
      if (threshold == FixedPoint.INFINITE) {
        throw new IllegalArgumentException("A feasible threshold must be finite, got INFINITE");
      }
    }

    @Override
    public String status() {
      return "feasible";
    }
  }

  /**
   * There are too few queries; more of the same will help.
   *
   * @param n calibration set size, in queries
   * @param needed least size with which there is a rank
   */
  record Infeasible(long n, long needed) implements CalibrationOutcome {
    @Override
    public String status() {
      return "infeasible";
    }
  }

  /**
   * There is a rank, but the critical score there is infinite: too many queries that no model set
   * serves, or whose labels do not tell. More data of the same kind will not help.
   *
   * @param rank from 1
   */
  record Unreachable(long rank) implements CalibrationOutcome {
    /** Checks the rank. */
    public Unreachable {
      requireRank(rank);
    }

    @Override
    public String status() {
      return "unreachable";
    }
  }

  /** The outcome's name in tables. */
  String status();

  /**
   * Joins a rank with the critical scores.
   *
   * @param orderStatistic maps a rank from 1 to the critical score of that rank in ascending order;
   *     asked at most once
   */
  static CalibrationOutcome of(ThresholdRank rank, LongUnaryOperator orderStatistic) {
    if (rank instanceof ThresholdRank.Infeasible infeasible) {
      return new Infeasible(infeasible.n(), infeasible.needed());
    }
    long k = ((ThresholdRank.AtRank) rank).k();
    long threshold = orderStatistic.applyAsLong(k);
    return threshold == FixedPoint.INFINITE ? new Unreachable(k) : new Feasible(k, threshold);
  }

  private static void requireRank(long rank) {
    if (rank < 1) {
      throw new IllegalArgumentException("Rank must be at least 1, got " + rank);
    }
  }
}
