package dev.racer.core.published;

import dev.racer.core.pool.ModelPool;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A valid row, feasible at rank 91 of 100, to be changed where a test wants another. */
final class RowBuilder {
  static final ModelPool POOL = ModelPool.of(List.of("llama", "mistral", "qwen"));

  String publication = "default";
  String router = "knn";
  String segment = "all";
  String thresholdSegment = "all";
  Optional<String> guaranteeHoldsOn = Optional.of("all");
  String normalization = "softmax";
  String nullScore = "one-minus-max";
  String nonconformity = "gap";
  String ties = "smoothed";
  String riskTarget = "misrouting";
  String guarantee = "expected";
  Optional<BigDecimal> delta = Optional.empty();
  String riskLevel = "0.10";
  String poolId = POOL.id();
  long n = 100;
  long nTotal = 100;
  long answerableN = 80;
  long segmentN = 100;
  OptionalLong rank = OptionalLong.of(91);
  long nNeeded = 9;
  String status = "feasible";
  OptionalDouble threshold = OptionalDouble.of(.25);
  OptionalDouble empiricalRisk = OptionalDouble.of(.09);
  OptionalDouble answerableMissRate = OptionalDouble.of(.1125);
  OptionalDouble meanSetSize = OptionalDouble.of(2.5);
  OptionalDouble abstentionRate = OptionalDouble.of(0);
  Optional<PublishedThreshold.Interval> trueRiskInterval =
      Optional.of(new PublishedThreshold.Interval(.048998853, .164338955));
  double intervalLevel = .95;
  boolean inForce = true;

  RowBuilder withoutThreshold(String status) {
    this.status = status;
    guaranteeHoldsOn = Optional.empty();
    threshold = OptionalDouble.empty();
    empiricalRisk = OptionalDouble.empty();
    answerableMissRate = OptionalDouble.empty();
    meanSetSize = OptionalDouble.empty();
    abstentionRate = OptionalDouble.empty();
    trueRiskInterval = Optional.empty();
    return this;
  }

  /** Infeasible with 5 rows, of which the level needs 9. */
  RowBuilder infeasible() {
    withoutThreshold("infeasible");
    n = 5;
    nTotal = 5;
    answerableN = 4;
    segmentN = 5;
    rank = OptionalLong.empty();
    return this;
  }

  RowBuilder segment(String segment) {
    this.segment = segment;
    thresholdSegment = segment;
    guaranteeHoldsOn = guaranteeHoldsOn.map(held -> segment);
    return this;
  }

  PublishedThreshold build() {
    return new PublishedThreshold(
        publication,
        router,
        segment,
        thresholdSegment,
        guaranteeHoldsOn,
        normalization,
        nullScore,
        nonconformity,
        ties,
        riskTarget,
        guarantee,
        delta,
        riskLevel,
        poolId,
        n,
        nTotal,
        answerableN,
        segmentN,
        rank,
        nNeeded,
        status,
        threshold,
        empiricalRisk,
        answerableMissRate,
        meanSetSize,
        abstentionRate,
        trueRiskInterval,
        intervalLevel,
        inForce);
  }
}
