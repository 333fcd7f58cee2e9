package dev.racer.core.serving;

import dev.racer.core.pool.ModelPool;
import dev.racer.core.published.PublishedPolicy;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.core.score.QueryScorer;
import dev.racer.core.score.ScoreKind;
import dev.racer.core.score.ScoreOutOfRangeException;
import dev.racer.core.score.TieNoise;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Decides, for the queries of one router, which models to call: applies the thresholds in force of
 * one published version.
 *
 * <p>A query is served by one segmentation, fixed when the evaluator is made. The row in force of
 * its segment selects every model whose nonconformity is at most the threshold. Where that row has
 * no threshold, the publication's infeasible action is taken. Segments that the version does not
 * know are served as small ones are, by the fallback; a query without a value in a segment column
 * belongs to no segment and is served by the row of all queries. {@link Reason} says which it was.
 *
 * <p>Immutable and safe for use by any number of threads, each with a {@link Decision} of its own.
 * Deciding allocates nothing, unless a query id is not plain ASCII.
 */
public final class Evaluator {
  private static final long FOR_GOOD = Long.MAX_VALUE;

  private final String router;
  private final List<String> models;
  private final List<String> segmentation;
  private final ModelPool pool;
  private final int[] poolIndex;
  private final TieNoise ties; // copied, never used
  private final ScoreKind kind;
  private final RuleTable rules;
  private final Action otherwise;
  private final long validUntil; // milliseconds since 1970

  private Evaluator(
      PublishedThresholds document,
      String router,
      List<String> models,
      List<String> segmentation,
      long validUntil) {
    this.validUntil = validUntil;
    this.otherwise = Action.ofKey(document.infeasibleAction());
    this.router = router;
    this.models = List.copyOf(models);
    this.segmentation = List.copyOf(segmentation);
    this.pool = document.pool(router);
    this.poolIndex = poolIndex(router, pool, this.models);
    this.ties = new TieNoise(document.smoothing(), pool);
    PublishedPolicy policy = document.policy(); // every row in force has its choices
    this.kind =
        ScoreKind.ofKeys(policy.normalization(), policy.nullScore(), policy.nonconformity());
    if (!segmentation.isEmpty() && !document.segmentColumns().contains(segmentation)) {
      throw new IllegalArgumentException(
          "Segmentation must be [] or one of "
              + document.segmentColumns()
              + " in publication "
              + document.publication()
              + ", got "
              + segmentation);
    }
    this.rules = RuleTable.of(document, router, this.segmentation);
  }

  /**
   * Makes an evaluator for the first published segmentation, or for all queries as one segment
   * where there is none. Which columns that means may change from version to version: a caller that
   * always has the values of the same columns names them, and a version without them is refused.
   *
   * @param document as published
   * @param router name of the router that gives the scores
   * @param models the router's models in the order in which scores will come
   * @throws IllegalArgumentException if the version was calibrated for other routers or models,
   *     naming them
   */
  public static Evaluator of(PublishedThresholds document, String router, List<String> models) {
    return of(document, router, models, firstSegmentation(document));
  }

  /**
   * Makes an evaluator for a segmentation.
   *
   * @param document as published
   * @param router name of the router that gives the scores
   * @param models the router's models in the order in which scores will come
   * @param segmentation the columns of one of the published segmentations, in their order; empty
   *     for all queries as one segment
   * @throws IllegalArgumentException if the version was calibrated for other routers, models or
   *     segmentations, naming them
   */
  public static Evaluator of(
      PublishedThresholds document, String router, List<String> models, List<String> segmentation) {
    return new Evaluator(document, router, models, segmentation, FOR_GOOD);
  }

  /**
   * Makes an evaluator for the first published segmentation, as {@link #of(PublishedThresholds,
   * String, List)} does, which knows until when the version is valid.
   *
   * @param version as read
   * @param router as there
   * @param models as there
   * @throws IllegalArgumentException as there
   */
  public static Evaluator of(ServedVersion version, String router, List<String> models) {
    return of(version, router, models, firstSegmentation(version.thresholds()));
  }

  /**
   * Makes an evaluator for a segmentation, as {@link #of(PublishedThresholds, String, List, List)}
   * does, which knows until when the version is valid.
   *
   * @param version as read
   * @param router as there
   * @param models as there
   * @param segmentation as there
   * @throws IllegalArgumentException as there
   */
  public static Evaluator of(
      ServedVersion version, String router, List<String> models, List<String> segmentation) {
    long validUntil = version.commit().validUntil().map(Instant::toEpochMilli).orElse(FOR_GOOD);
    return new Evaluator(version.thresholds(), router, models, segmentation, validUntil);
  }

  private static List<String> firstSegmentation(PublishedThresholds document) {
    List<List<String>> published = document.segmentColumns();
    return published.isEmpty() ? List.of() : published.get(0);
  }

  /** Returns the router's name. */
  public String router() {
    return router;
  }

  /** Returns the models in the order of the caller's scores. */
  public List<String> models() {
    return models;
  }

  /** Returns the segment columns in the order of the caller's values; empty for none. */
  public List<String> segmentation() {
    return segmentation;
  }

  /** Makes a decision to be used with this evaluator, again and again, by one thread at a time. */
  public Decision newDecision() {
    return new Decision(this, new QueryScorer(pool.size(), kind), ties.copy());
  }

  /** Returns whether the decision can be used here: whether this evaluator made it. */
  public boolean fits(Decision decision) {
    return decision.evaluator == this;
  }

  /**
   * Decides for one query as batch does: ties are broken by the hash of the query id.
   *
   * @param scores K finite router scores in the order of {@link #models}; higher is better
   * @param queryId the id under which the lake knows the query
   * @param segmentValues one per column of {@link #segmentation}; null where the query has none
   * @param out receives the decision; holds none after a refusal
   * @throws IllegalArgumentException naming the model, if a score is NaN, infinite or, for a router
   *     whose scores are not normalized, outside [0, 1]; if a length is wrong; if the decision is
   *     another evaluator's
   */
  public void decide(double[] scores, String queryId, String[] segmentValues, Decision out) {
    begin(scores, segmentValues, out);
    out.ties.fill(Objects.requireNonNull(queryId, "queryId"), out.noise);
    finish(segmentValues, out);
  }

  /**
   * Decides for one query without an id: nothing is added to break ties, so the set holds that of
   * every query id, and perhaps more. The guarantee holds as well.
   *
   * @param scores as for {@link #decide(double[], String, String[], Decision)}
   * @param segmentValues as there
   * @param out as there
   * @throws IllegalArgumentException as there
   */
  public void decide(double[] scores, String[] segmentValues, Decision out) {
    begin(scores, segmentValues, out);
    Arrays.fill(out.noise, 0);
    finish(segmentValues, out);
  }

  /**
   * Returns whether the version is past its time; never one that was made from a document alone.
   *
   * @param now the time, in milliseconds since 1970
   */
  public boolean isStale(long now) {
    return now > validUntil;
  }

  /**
   * Decides for one query as {@link #decide(double[], String, String[], Decision)} does while the
   * version is valid, and applies no threshold once it is stale: then what the publication wants
   * without a threshold is done, {@link Action#CALL_ALL} or {@link Action#REFUSE}.
   *
   * @param scores as there
   * @param queryId as there
   * @param segmentValues as there
   * @param now the time, in milliseconds since 1970
   * @param out as there
   * @throws IllegalArgumentException as there
   */
  public void decide(
      double[] scores, String queryId, String[] segmentValues, long now, Decision out) {
    begin(scores, segmentValues, out);
    out.ties.fill(Objects.requireNonNull(queryId, "queryId"), out.noise);
    finish(segmentValues, now, out);
  }

  /**
   * Decides for one query without an id as {@link #decide(double[], String[], Decision)} does while
   * the version is valid, and applies no threshold once it is stale.
   *
   * @param scores as there
   * @param segmentValues as there
   * @param now the time, in milliseconds since 1970
   * @param out as there
   * @throws IllegalArgumentException as there
   */
  public void decide(double[] scores, String[] segmentValues, long now, Decision out) {
    begin(scores, segmentValues, out);
    Arrays.fill(out.noise, 0);
    finish(segmentValues, now, out);
  }

  int poolIndex(int model) {
    return poolIndex[model];
  }

  boolean hasNullModel() {
    return kind.nullScore().isPresent();
  }

  private void begin(double[] scores, String[] segmentValues, Decision out) {
    out.clear();
    if (!fits(out)) {
      throw new IllegalArgumentException(
          "Decision must be made by the evaluator that it is used with, got one of router '"
              + out.evaluator.router
              + "' over "
              + out.evaluator.segmentation);
    }
    if (scores.length != poolIndex.length) {
      throw new IllegalArgumentException(
          "Scores must be those of " + models + ", got " + scores.length);
    }
    if (segmentValues.length != segmentation.size()) {
      throw new IllegalArgumentException(
          "Segment values must be those of " + segmentation + ", got " + segmentValues.length);
    }
    for (int i = 0; i < scores.length; i++) {
      if (!Double.isFinite(scores[i])) {
        throw new IllegalArgumentException(
            "Score of model '" + models.get(i) + "' must be finite, got " + scores[i]);
      }
      out.scores[poolIndex[i]] = scores[i];
    }
  }

  private void finish(String[] segmentValues, long now, Decision out) {
    if (isStale(now)) {
      score(out);
      out.applyStale(rules.find(segmentValues), otherwise, segmentValues);
    } else {
      finish(segmentValues, out);
    }
  }

  private void finish(String[] segmentValues, Decision out) {
    score(out);
    out.apply(rules.find(segmentValues), segmentValues);
  }

  private void score(Decision out) {
    try {
      out.scorer.nonconformity(out.scores, out.noise, out.nonconformity);
    } catch (ScoreOutOfRangeException e) {
      throw new IllegalArgumentException(
          "Score of model '" + pool.model(e.index()) + "': " + e.getMessage(), e);
    }
  }

  private static int[] poolIndex(String router, ModelPool pool, List<String> models) {
    TreeSet<String> missing = new TreeSet<>(pool.models());
    models.forEach(missing::remove);
    TreeSet<String> unknown = new TreeSet<>(models);
    pool.models().forEach(unknown::remove);
    if (!missing.isEmpty() || !unknown.isEmpty() || models.size() != pool.size()) {
      throw new IllegalArgumentException(
          "Models must be those that router '"
              + router
              + "' was calibrated for, each once: missing "
              + missing
              + ", unknown "
              + unknown
              + ", got "
              + models);
    }
    return models.stream().mapToInt(pool::indexOf).toArray();
  }
}
