package dev.racer.core.published;

import dev.racer.core.pool.ModelPool;
import dev.racer.core.score.Smoothing;
import dev.racer.core.score.Ties;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Reads what {@link ThresholdsWriter} writes, key by key, and nothing else. */
final class ThresholdsReader {
  private final JsonCursor in;

  private ThresholdsReader(JsonCursor in) {
    this.in = in;
  }

  static PublishedThresholds document(JsonCursor in) {
    return in.object(new ThresholdsReader(in)::documentFields);
  }

  private PublishedThresholds documentFields() {
    in.schemaVersion(PublishedThreshold.SCHEMA_VERSION);
    String publication = in.key("publication").text();
    List<ModelPool> pools = in.key("pools").array(() -> in.object(this::pool));
    List<PublishedRouter> routers = in.key("routers").array(() -> in.object(this::router));
    Smoothing smoothing = in.key("smoothing").object(this::smoothing);
    String unknownLabels = in.key("unknown_labels").text();
    String infeasibleAction = in.key("infeasible_action").text();
    String fallback = in.key("fallback").text();
    long minN = in.key("min_n").integer();
    List<List<String>> segmentColumns = in.key("segment_columns").array(() -> in.array(in::text));
    PublishedPolicy policy = in.key("policy").object(this::policy);
    List<PublishedThreshold> rows = in.key("thresholds").array(() -> in.object(this::row));
    PublishedThresholds document =
        new PublishedThresholds(
            publication,
            pools,
            routers,
            smoothing,
            unknownLabels,
            infeasibleAction,
            fallback,
            minN,
            segmentColumns,
            policy,
            rows);
    requireOrder("pools", pools, document.pools());
    requireOrder("routers", routers, document.routers());
    requireOrder("thresholds", rows, document.thresholds());
    return document;
  }

  private ModelPool pool() {
    String id = in.key("pool_id").text();
    List<String> models = in.key("models").array(in::text);
    ModelPool pool = ModelPool.of(models);
    Require.that(pool.id().equals(id), "Pool id of " + models + " must be " + pool.id(), id);
    requireOrder("models", models, pool.models());
    return pool;
  }

  private PublishedRouter router() {
    return new PublishedRouter(in.key("router").text(), in.key("pool_id").text());
  }

  private Smoothing smoothing() {
    return new Smoothing(
        Ties.ofKey(in.key("ties").text()), in.key("width").number(), in.key("seed").integer());
  }

  private PublishedPolicy policy() {
    return new PublishedPolicy(
        in.key("normalization").text(),
        in.key("null_score").text(),
        in.key("nonconformity").text(),
        in.key("risk_target").text(),
        in.key("guarantee").text(),
        in.key("risk_level").text());
  }

  private PublishedThreshold row() {
    in.schemaVersion(PublishedThreshold.SCHEMA_VERSION);
    String publication = in.key("publication").text();
    String router = in.key("router").text();
    String segment = in.key("segment").text();
    String thresholdSegment = in.key("threshold_segment").text();
    Optional<String> guaranteeHoldsOn = in.key("guarantee_holds_on").optionalText();
    String normalization = in.key("normalization").text();
    String nullScore = in.key("null_score").text();
    String nonconformity = in.key("nonconformity").text();
    String ties = in.key("ties").text();
    String sampling = in.key("sampling").text();
    String riskTarget = in.key("risk_target").text();
    String guarantee = in.key("guarantee").text();
    Optional<BigDecimal> delta = in.key("delta").optionalDecimal();
    String riskLevel = in.key("risk_level").text();
    String poolId = in.key("pool_id").text();
    long n = in.key("n").integer();
    long nTotal = in.key("n_total").integer();
    long answerableN = in.key("answerable_n").integer();
    long segmentN = in.key("segment_n").integer();
    OptionalLong rank = in.key("rank").optionalInteger();
    long nNeeded = in.key("n_needed").integer();
    String status = in.key("status").text();
    OptionalDouble threshold = in.key("threshold").optionalNumber();
    Optional<String> thresholdBits = in.key("threshold_bits").optionalText();
    OptionalDouble empiricalRisk = in.key("empirical_risk").optionalNumber();
    OptionalDouble answerableMissRate = in.key("answerable_miss_rate").optionalNumber();
    OptionalDouble meanSetSize = in.key("mean_set_size").optionalNumber();
    OptionalDouble abstentionRate = in.key("abstention_rate").optionalNumber();
    Optional<PublishedThreshold.Interval> trueRiskInterval = interval();
    double intervalLevel = in.key("interval_level").number();
    boolean inForce = in.key("in_force").truth();
    PublishedThreshold row =
        new PublishedThreshold(
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
    Require.that(
        row.thresholdBits().equals(thresholdBits),
        "Threshold bits must be " + row.thresholdBits().orElse("null") + " as the threshold's",
        thresholdBits.orElse("null"));
    return row;
  }

  private Optional<PublishedThreshold.Interval> interval() {
    if (in.key("true_risk_interval").isNull()) {
      return Optional.empty();
    }
    List<Double> ends = in.array(in::number);
    Require.that(ends.size() == 2, "True risk interval must have two ends", ends);
    return Optional.of(new PublishedThreshold.Interval(ends.get(0), ends.get(1)));
  }

  private static void requireOrder(String what, List<?> read, List<?> ordered) {
    for (int i = 0; i < read.size(); i++) {
      Require.that(
          read.get(i).equals(ordered.get(i)),
          "Order of " + what + " must be the document's",
          "another one from index " + i + " on");
    }
  }
}
