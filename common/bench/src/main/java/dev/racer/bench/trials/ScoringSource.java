package dev.racer.bench.trials;

import dev.racer.core.conformal.CriticalScore;
import dev.racer.core.conformal.LabelState;
import dev.racer.core.score.QueryScorer;
import dev.racer.core.score.TieNoise;
import dev.racer.core.trial.TrialSplit;
import dev.racer.spark.records.RouterPool;

/** Scores a query whenever it is asked for. */
final class ScoringSource extends QuerySource {
  private final QueryArrays queries;
  private final TrialSplit split = new TrialSplit(TrialsWorkload.SEED);
  private final TieNoise ties;
  private final QueryScorer scorer;
  private final double[] raw;
  private final double[] noise;
  private final byte[] labels;

  ScoringSource(QueryArrays queries, RouterPool router) {
    super(queries.models());
    this.queries = queries;
    this.ties = new TieNoise(TrialsWorkload.SMOOTHING, router.pool());
    this.scorer = new QueryScorer(queries.models(), TrialsWorkload.KIND);
    this.raw = new double[queries.models()];
    this.noise = new double[queries.models() + 1];
    this.labels = new byte[queries.models()];
  }

  @Override
  long hash(int query) {
    return split.hash(queries.ids(), queries.idStart(query), queries.idEnd(query));
  }

  @Override
  long critical(int query) {
    read(query);
    return critical;
  }

  @Override
  void read(int query) {
    queries.read(query, raw, labels);
    ties.fill(queries.ids(), queries.idStart(query), queries.idEnd(query), noise);
    scorer.nonconformity(raw, noise, nonconformity);
    critical = CriticalScore.of(nonconformity, labels, raw.length);
    state = LabelState.state(labels, raw.length);
  }
}
