package dev.racer.jobs.calibrate;

import dev.racer.core.published.PublishedThreshold;
import dev.racer.core.published.PublishedThresholds;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The table {@code thresholds}: the rows of {@code thresholds.json}, for SQL. */
public final class ThresholdRows {
  /** Name of the table. */
  public static final String TABLE = "thresholds";

  private ThresholdRows() {}

  static StructType schema() {
    return new StructType()
        .add("schema_version", DataTypes.IntegerType)
        .add("publication", DataTypes.StringType)
        .add("router", DataTypes.StringType)
        .add("segment", DataTypes.StringType)
        .add("threshold_segment", DataTypes.StringType)
        .add("guarantee_holds_on", DataTypes.StringType)
        .add("normalization", DataTypes.StringType)
        .add("null_score", DataTypes.StringType)
        .add("nonconformity", DataTypes.StringType)
        .add("ties", DataTypes.StringType)
        .add("sampling", DataTypes.StringType)
        .add("risk_target", DataTypes.StringType)
        .add("guarantee", DataTypes.StringType)
        .add("delta", DataTypes.DoubleType)
        .add("risk_level", DataTypes.StringType)
        .add("pool_id", DataTypes.StringType)
        .add("n", DataTypes.LongType)
        .add("n_total", DataTypes.LongType)
        .add("answerable_n", DataTypes.LongType)
        .add("segment_n", DataTypes.LongType)
        .add("rank", DataTypes.LongType)
        .add("n_needed", DataTypes.LongType)
        .add("status", DataTypes.StringType)
        .add("threshold", DataTypes.DoubleType)
        .add("threshold_bits", DataTypes.StringType)
        .add("empirical_risk", DataTypes.DoubleType)
        .add("answerable_miss_rate", DataTypes.DoubleType)
        .add("mean_set_size", DataTypes.DoubleType)
        .add("abstention_rate", DataTypes.DoubleType)
        .add("true_risk_lower", DataTypes.DoubleType)
        .add("true_risk_upper", DataTypes.DoubleType)
        .add("interval_level", DataTypes.DoubleType)
        .add("in_force", DataTypes.BooleanType);
  }

  /** The thresholds as one partition. */
  public static Dataset<Row> frame(SparkSession spark, PublishedThresholds thresholds) {
    List<Row> rows = thresholds.thresholds().stream().map(ThresholdRows::row).toList();
    return spark.createDataFrame(rows, schema()).coalesce(1);
  }

  private static Row row(PublishedThreshold row) {
    return RowFactory.create(
        PublishedThreshold.SCHEMA_VERSION,
        row.publication(),
        row.router(),
        row.segment(),
        row.thresholdSegment(),
        row.guaranteeHoldsOn().orElse(null),
        row.normalization(),
        row.nullScore(),
        row.nonconformity(),
        row.ties(),
        row.sampling(),
        row.riskTarget(),
        row.guarantee(),
        row.delta().map(Number::doubleValue).orElse(null),
        row.riskLevel(),
        row.poolId(),
        row.n(),
        row.nTotal(),
        row.answerableN(),
        row.segmentN(),
        orNull(row.rank()),
        row.nNeeded(),
        row.status(),
        orNull(row.threshold()),
        row.thresholdBits().orElse(null),
        orNull(row.empiricalRisk()),
        orNull(row.answerableMissRate()),
        orNull(row.meanSetSize()),
        orNull(row.abstentionRate()),
        row.trueRiskInterval().map(PublishedThreshold.Interval::lower).orElse(null),
        row.trueRiskInterval().map(PublishedThreshold.Interval::upper).orElse(null),
        row.intervalLevel(),
        row.inForce());
  }

  private static Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  private static Long orNull(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }
}
