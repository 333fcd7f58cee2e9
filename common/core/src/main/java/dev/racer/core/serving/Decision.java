package dev.racer.core.serving;

import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.SegmentName;
import dev.racer.core.score.ModelSet;
import dev.racer.core.score.QueryScorer;
import dev.racer.core.score.TieNoise;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What was decided for one query; the caller's to keep and to use again.
 *
 * <p>Holds all that an {@link Evaluator} needs for a decision, so that deciding allocates nothing.
 * Made by {@link Evaluator#newDecision}, for that evaluator alone, and for one thread at a time.
 * Every accessor throws {@link IllegalStateException} before the first decision and after one that
 * was refused.
 */
public final class Decision {
  final Evaluator evaluator;
  final QueryScorer scorer;
  final TieNoise ties;
  final double[] scores;
  final double[] noise;
  final long[] nonconformity;

  private final String[] unknownValues;
  private Rule rule;
  private Reason reason;
  private Action action; // null while nothing is decided
  private int size;

  Decision(Evaluator evaluator, QueryScorer scorer, TieNoise ties) {
    this.evaluator = evaluator;
    this.scorer = scorer;
    this.ties = ties;
    int poolSize = evaluator.models().size();
    this.scores = new double[poolSize];
    this.noise = new double[poolSize + 1];
    this.nonconformity = new long[poolSize + 1];
    this.unknownValues = new String[evaluator.segmentation().size()];
  }

  void clear() {
    action = null;
  }

  /** Applies the rule to the nonconformities. */
  void apply(Rule applied, String[] segmentValues) {
    find(applied, segmentValues);
    reason = applied.reason();
    Action decided = applied.action();
    switch (decided) {
      case SET, ABSTAIN -> {
        size = ModelSet.size(nonconformity, scores.length, applied.threshold());
        decided = size > 0 ? Action.SET : Action.ABSTAIN;
      }
      case CALL_ALL -> size = scores.length;
      case REFUSE -> size = 0;
    }
    action = decided;
  }

  /** Applies no threshold, whatever the rule, as the version is stale. */
  void applyStale(Rule found, Action otherwise, String[] segmentValues) {
    find(found, segmentValues);
    reason = Reason.STALE;
    size = otherwise == Action.CALL_ALL ? scores.length : 0;
    action = otherwise;
  }

  private void find(Rule found, String[] segmentValues) {
    rule = found;
    if (found.segment().isEmpty()) {
      System.arraycopy(segmentValues, 0, unknownValues, 0, unknownValues.length);
    }
  }

  /** Returns what to do. */
  public Action action() {
    requireDecided();
    return action;
  }

  /** Returns why. */
  public Reason reason() {
    requireDecided();
    return reason;
  }

  /** Returns the set size: how many candidates are in the set, from 0 to K. */
  public int size() {
    requireDecided();
    return size;
  }

  /**
   * Returns whether a candidate is in the set; none is when {@link Action#ABSTAIN abstaining} or
   * {@link Action#REFUSE refusing}, all are under {@link Action#CALL_ALL}.
   *
   * @param model index into the evaluator's {@link Evaluator#models models}, which is the order of
   *     the caller's scores
   * @throws IndexOutOfBoundsException if there is no such model
   */
  public boolean selects(int model) {
    requireDecided();
    return selectsAt(evaluator.poolIndex(Objects.checkIndex(model, scores.length)));
  }

  /**
   * Returns whether the null model is in the set: it is under {@link Action#CALL_ALL}, unless the
   * calibrated scores have no null model at all.
   */
  public boolean selectsNull() {
    requireDecided();
    return evaluator.hasNullModel() && selectsAt(scores.length);
  }

  private boolean selectsAt(int poolIndex) {
    return switch (action) {
      case SET, ABSTAIN -> ModelSet.selects(nonconformity[poolIndex], rule.threshold());
      case CALL_ALL -> true;
      case REFUSE -> false;
    };
  }

  /**
   * Copies the router scores after normalization, by which votes over the answers of the set break
   * their ties.
   *
   * @param out receives K values in [0, 1] in the order of the caller's scores
   * @throws IllegalArgumentException if it does not hold K values
   */
  public void copyNormalizedScores(double[] out) {
    requireDecided();
    if (out.length != scores.length) {
      throw new IllegalArgumentException(
          "Scores must hold " + scores.length + " values, got " + out.length);
    }
    double[] normalized = scorer.normalized();
    for (int i = 0; i < out.length; i++) {
      out[i] = normalized[evaluator.poolIndex(i)];
    }
  }

  /** Returns the candidates in the set, in the order of the caller's scores; makes a list. */
  public List<String> models() {
    requireDecided();
    List<String> selected = new ArrayList<>(size);
    for (int i = 0; i < scores.length; i++) {
      if (selects(i)) {
        selected.add(evaluator.models().get(i));
      }
    }
    return selected;
  }

  /**
   * Returns the name of the segment that was asked for: {@code all} when the query has no value in
   * a segment column. Makes the name of a segment that the version does not know; an unpaired
   * surrogate in its values counts as {@code ?}.
   */
  public String segment() {
    requireDecided();
    return rule.segment().orElseGet(this::unknownSegment);
  }

  /** Returns whether the version knows the segment that was asked for. */
  public boolean isKnownSegment() {
    requireDecided();
    return rule.segment().isPresent();
  }

  /**
   * Returns the published row that was applied, or that says why there is no threshold. For a
   * segment that the version does not know this is a row with the threshold that was lent to it:
   * its own segment, {@code segmentN} and rates are another segment's. Empty when no row lends one.
   * Of a stale version, the row that would be applied otherwise.
   */
  public Optional<PublishedThreshold> threshold() {
    requireDecided();
    return rule.row();
  }

  private String unknownSegment() {
    List<String> values = new ArrayList<>();
    for (String value : unknownValues) {
      byte[] wellFormed = value.getBytes(StandardCharsets.UTF_8);
      values.add(new String(wellFormed, StandardCharsets.UTF_8));
    }
    return SegmentName.of(evaluator.segmentation(), values);
  }

  private void requireDecided() {
    if (action == null) {
      throw new IllegalStateException(
          "A decision must be made before it is read; none was, or the last one was refused");
    }
  }
}
