package dev.racer.spark.lake;

import dev.racer.core.vote.AnswerNormalization;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is read of outcomes beside whether they are correct, and which configuration keys ask for
 * it. Immutable; begins with {@link #NONE}.
 */
public final class OutcomeDetails implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Nothing. */
  public static final OutcomeDetails NONE =
      new OutcomeDetails(Optional.empty(), List.of(), false, Map.of());

  private final AnswerNormalization normalization; // null when answers are not read
  private final List<String> confidences;
  private final boolean costs;
  private final Map<String, String> askedBy;

  private OutcomeDetails(
      Optional<AnswerNormalization> normalization,
      List<String> confidences,
      boolean costs,
      Map<String, String> askedBy) {
    this.normalization = normalization.orElse(null); // an Optional does not travel
    this.confidences = List.copyOf(confidences);
    this.costs = costs;
    this.askedBy = Map.copyOf(askedBy);
  }

  /**
   * These and answers.
   *
   * @param how how answers are normalized; of several, the last
   * @param key the configuration key that asks for them
   */
  public OutcomeDetails withAnswers(AnswerNormalization how, String key) {
    return new OutcomeDetails(
        Optional.of(how), confidences, costs, asked(OutcomeColumns.ANSWER, key));
  }

  /**
   * These and a confidence column, after those that are there; itself if it is there.
   *
   * @param column its name in the lake
   * @param key the configuration key that asks for it
   */
  public OutcomeDetails withConfidence(String column, String key) {
    if (confidences.contains(column)) {
      return this;
    }
    List<String> more = new ArrayList<>(confidences);
    more.add(column);
    return new OutcomeDetails(
        normalization(), more, costs, asked(OutcomeColumns.confidence(column), key));
  }

  /**
   * These and costs.
   *
   * @param key the configuration key that asks for them
   */
  public OutcomeDetails withCosts(String key) {
    return new OutcomeDetails(normalization(), confidences, true, asked(OutcomeColumns.COST, key));
  }

  private Map<String, String> asked(String column, String key) {
    Map<String, String> more = new HashMap<>(askedBy);
    more.put(column, key);
    return more;
  }

  /** How answers are normalized; empty when they are not read. */
  public Optional<AnswerNormalization> normalization() {
    return Optional.ofNullable(normalization);
  }

  /** Whether answers are read. */
  public boolean hasAnswers() {
    return normalization != null;
  }

  /** The confidence columns, which are numbered in this order. */
  public List<String> confidences() {
    return confidences;
  }

  /** Whether costs are read. */
  public boolean hasCosts() {
    return costs;
  }

  /** The names under which the columns travel: answer, confidences in their order, cost. */
  public List<String> columns() {
    List<String> columns = new ArrayList<>();
    if (hasAnswers()) {
      columns.add(OutcomeColumns.ANSWER);
    }
    confidences.forEach(column -> columns.add(OutcomeColumns.confidence(column)));
    if (costs) {
      columns.add(OutcomeColumns.COST);
    }
    return columns;
  }

  /** The configuration key that asks for one of {@link #columns}. */
  String askedBy(String column) {
    return askedBy.get(column);
  }
}
