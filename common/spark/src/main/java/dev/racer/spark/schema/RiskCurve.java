package dev.racer.spark.schema;

import dev.racer.core.conformal.RiskTarget;
import dev.racer.core.metric.RiskCounts;
import dev.racer.core.score.ScoreKind;
import java.util.OptionalDouble;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The table {@value #TABLE}: what a threshold does to the queries of a group, at the critical
 * scores of ranks ⌈j n / 1000⌉ and at every calibrated threshold. Counts, and the rates made of
 * them; a rate is null where there is nothing to divide by.
 */
public final class RiskCurve {
  /** Name of the table. */
  public static final String TABLE = "risk_curve";

  private RiskCurve() {}

  /** The columns. */
  public static StructType schema() {
    return new StructType()
        .add("router", DataTypes.StringType)
        .add("segment", DataTypes.StringType)
        .add("normalization", DataTypes.StringType)
        .add("null_score", DataTypes.StringType)
        .add("nonconformity", DataTypes.StringType)
        .add("risk_target", DataTypes.StringType)
        .add("threshold", DataTypes.DoubleType)
        .add("n", DataTypes.LongType)
        .add("misses", DataTypes.LongType)
        .add("answerable_n", DataTypes.LongType)
        .add("answerable_misses", DataTypes.LongType)
        .add("n_total", DataTypes.LongType)
        .add("set_size_sum", DataTypes.LongType)
        .add("abstentions", DataTypes.LongType)
        .add("empirical_risk", DataTypes.DoubleType)
        .add("answerable_miss_rate", DataTypes.DoubleType)
        .add("mean_set_size", DataTypes.DoubleType)
        .add("abstention_rate", DataTypes.DoubleType);
  }

  /** A row. */
  public static Row row(
      String router,
      String segment,
      ScoreKind kind,
      RiskTarget target,
      double threshold,
      RiskCounts counts) {
    return RowFactory.create(
        router,
        segment,
        kind.normalization().key(),
        kind.nullScore().key(),
        kind.nonconformity().key(),
        target.key(),
        threshold,
        counts.n(),
        counts.misses(),
        counts.answerable(),
        counts.answerableMisses(),
        counts.total(),
        counts.setSizeSum(),
        counts.abstentions(),
        orNull(counts.empiricalRisk()),
        orNull(counts.answerableMissRate()),
        orNull(counts.meanSetSize()),
        orNull(counts.abstentionRate()));
  }

  private static Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
