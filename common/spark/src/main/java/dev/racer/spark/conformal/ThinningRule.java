package dev.racer.spark.conformal;

import dev.racer.core.conformal.Thinning;
import dev.racer.spark.records.Exploration;
import dev.racer.spark.records.RecordView;
import java.io.Serializable;

/**
 * Which queries a fair sample keeps. Travels; {@link #sample} makes what a task works with.
 *
 * @param least the declared least probability; 0 where none is declared, and all are kept
 * @param seed seed of the hash
 */
record ThinningRule(double least, long seed) implements Serializable {

  static ThinningRule of(Exploration exploration) {
    return new ThinningRule(exploration.leastProbability().orElse(0.0), exploration.seed());
  }

  boolean isDeclared() {
    return least > 0;
  }

  Sample sample() {
    return new Sample(this);
  }

  /** The rule at work in one task. */
  static final class Sample {
    private final double least;
    private final Thinning thinning;

    private Sample(ThinningRule rule) {
      this.least = rule.least();
      this.thinning = new Thinning(rule.isDeclared() ? least : 1, rule.seed());
    }

    /** Whether a query is kept; one that is less probable than declared is not. */
    boolean keeps(RecordView query) {
      double probability = query.probability();
      return least == 0
          || (probability >= least
              && thinning.keeps(probability, query.ids(), query.idStart(), query.idEnd()));
    }
  }
}
