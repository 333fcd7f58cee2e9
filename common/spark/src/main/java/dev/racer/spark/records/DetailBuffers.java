package dev.racer.spark.records;

import dev.racer.core.vote.Answers;
import dev.racer.spark.lake.OutcomeDetails;
import java.io.Serializable;
import java.util.Arrays;

/**
 * Answers, confidences and costs of outcomes at numbered places, as numbers: codes of {@link
 * Answers}, NaN where there is no confidence, units of {@link Cost}. What is not wanted takes no
 * room.
 */
final class DetailBuffers implements Serializable {
  private static final long serialVersionUID = 1L;

  private final boolean hasAnswers;
  private final boolean hasCosts;
  private long[] answers;
  private final double[][] confidences;
  private long[] costs;

  DetailBuffers(OutcomeDetails wanted, int places) {
    this.hasAnswers = wanted.hasAnswers();
    this.hasCosts = wanted.hasCosts();
    this.answers = new long[hasAnswers ? places : 0];
    this.confidences = new double[wanted.confidences().size()][places];
    this.costs = new long[hasCosts ? places : 0];
  }

  /** The first places of other buffers. */
  private DetailBuffers(DetailBuffers other, int places) {
    this.hasAnswers = other.hasAnswers;
    this.hasCosts = other.hasCosts;
    this.answers = Arrays.copyOf(other.answers, hasAnswers ? places : 0);
    this.confidences = new double[other.confidences.length][];
    Arrays.setAll(confidences, c -> Arrays.copyOf(other.confidences[c], places));
    this.costs = Arrays.copyOf(other.costs, hasCosts ? places : 0);
  }

  /** Bytes that a place takes. */
  static long width(OutcomeDetails wanted) {
    long numbers = wanted.confidences().size();
    numbers += wanted.hasAnswers() ? 1 : 0;
    numbers += wanted.hasCosts() ? 1 : 0;
    return numbers * Long.BYTES;
  }

  /** Whether they hold what is wanted, in its order. */
  boolean hold(OutcomeDetails wanted) {
    return hasAnswers == wanted.hasAnswers()
        && hasCosts == wanted.hasCosts()
        && confidences.length == wanted.confidences().size();
  }

  void grow(int places) {
    if (hasAnswers) {
      answers = Arrays.copyOf(answers, places);
    }
    for (int c = 0; c < confidences.length; c++) {
      confidences[c] = Arrays.copyOf(confidences[c], places);
    }
    if (hasCosts) {
      costs = Arrays.copyOf(costs, places);
    }
  }

  /** Nothing is known at these places. */
  void clear(int from, int to) {
    if (hasAnswers) {
      Arrays.fill(answers, from, to, Answers.NONE);
    }
    for (double[] confidence : confidences) {
      Arrays.fill(confidence, from, to, Double.NaN);
    }
    if (hasCosts) {
      Arrays.fill(costs, from, to, Cost.MISSING);
    }
  }

  /** Takes what {@link RowCoders.Outcomes} wrote of an outcome. */
  void read(int at, ByteBlock.Reader row) {
    if (hasAnswers) {
      answers[at] = row.nextLong();
    }
    for (double[] confidence : confidences) {
      confidence[at] = row.nextDouble();
    }
    if (hasCosts) {
      costs[at] = row.nextLong();
    }
  }

  /** Takes a place of other buffers for the same details. */
  void copy(DetailBuffers source, int from, int to) {
    if (hasAnswers) {
      answers[to] = source.answers[from];
    }
    for (int c = 0; c < confidences.length; c++) {
      confidences[c][to] = source.confidences[c][from];
    }
    if (hasCosts) {
      costs[to] = source.costs[from];
    }
  }

  /** A copy of the first places. */
  DetailBuffers first(int places) {
    return new DetailBuffers(this, places);
  }

  void copyAnswers(int from, long[] target) {
    System.arraycopy(answers, from, target, 0, target.length);
  }

  void copyConfidences(int column, int from, double[] target) {
    System.arraycopy(confidences[column], from, target, 0, target.length);
  }

  void copyCosts(int from, long[] target) {
    System.arraycopy(costs, from, target, 0, target.length);
  }
}
