package dev.racer.core.published;

import dev.racer.core.pool.ModelPool;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A valid row, feasible at rank 91 of 100, to be changed where a test wants another. */
public final class RowBuilder {
  public static final ModelPool POOL = ModelPool.of(List.of("llama", "mistral", "qwen"));

  public String publication = "default";
  public String router = "knn";
  public String segment = "all";
  public String thresholdSegment = "all";
  public Optional<String> guaranteeHoldsOn = Optional.of("all");
  public String normalization = "softmax";
  public String nullScore = "one-minus-max";
  public String nonconformity = "gap";
  public String ties = "smoothed";
  public String sampling = "plain";
  public String riskTarget = "misrouting";
  public String guarantee = "expected";
  public Optional<BigDecimal> delta = Optional.empty();
  public String riskLevel = "0.10";
  public String poolId = POOL.id();
  public long n = 100;
  public long nTotal = 100;
  public long answerableN = 80;
  public long segmentN = 100;
  public OptionalLong rank = OptionalLong.of(91);
  public long nNeeded = 9;
  public String status = "feasible";
  public OptionalDouble threshold = OptionalDouble.of(.25);
  public OptionalDouble empiricalRisk = OptionalDouble.of(.09);
  public OptionalDouble answerableMissRate = OptionalDouble.of(.1125);
  public OptionalDouble meanSetSize = OptionalDouble.of(2.5);
  public OptionalDouble abstentionRate = OptionalDouble.of(0);
  public Optional<PublishedThreshold.Interval> trueRiskInterval =
      Optional.of(new PublishedThreshold.Interval(.048998853, .164338955));
  public double intervalLevel = .95;
  public boolean inForce = true;

  public RowBuilder withoutThreshold(String status) {
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
  public RowBuilder infeasible() {
    withoutThreshold("infeasible");
    n = 5;
    nTotal = 5;
    answerableN = 4;
    segmentN = 5;
    rank = OptionalLong.empty();
    return this;
  }

  public RowBuilder segment(String segment) {
    this.segment = segment;
    thresholdSegment = segment;
    guaranteeHoldsOn = guaranteeHoldsOn.map(held -> segment);
    return this;
  }

  /** Takes the threshold from another segment than the one asked for. */
  public RowBuilder borrowing(String from) {
    thresholdSegment = from;
    guaranteeHoldsOn = guaranteeHoldsOn.map(held -> from);
    return this;
  }

  public PublishedThreshold build() {
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
        sampling,
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
