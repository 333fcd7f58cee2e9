package dev.racer.spark.testing;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LocalSpark.class)
class FrameEqualityTest {
  private static final StructType SCHEMA =
      new StructType()
          .add("query_id", DataTypes.StringType, false)
          .add("score", DataTypes.DoubleType, true);

  @Test
  void acceptsEqualFrames(SparkSession spark) {
    Dataset<Row> expected = frame(spark, row("q1", 0.5), row("q2", null));
    Dataset<Row> actual = frame(spark, row("q1", 0.5), row("q2", null)).repartition(1);

    assertThatCode(() -> FrameEquality.assertFramesEqual(expected, actual))
        .doesNotThrowAnyException();
  }

  @Test
  void refusesAnotherValue(SparkSession spark) {
    Dataset<Row> expected = frame(spark, row("q1", 0.5));
    Dataset<Row> actual = frame(spark, row("q1", Math.nextUp(0.5)));

    assertThatThrownBy(() -> FrameEquality.assertFramesEqual(expected, actual))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void refusesAMissingRow(SparkSession spark) {
    Dataset<Row> expected = frame(spark, row("q1", 0.5), row("q2", 0.5));
    Dataset<Row> actual = frame(spark, row("q1", 0.5));

    assertThatThrownBy(() -> FrameEquality.assertFramesEqual(expected, actual))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void refusesAnotherSchema(SparkSession spark) {
    Dataset<Row> expected = frame(spark, row("q1", 0.5));
    Dataset<Row> actual = expected.withColumnRenamed("score", "nonconformity");

    assertThatThrownBy(() -> FrameEquality.assertFramesEqual(expected, actual))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void orderCountsOnlyWhereItIsAskedFor(SparkSession spark) {
    Dataset<Row> expected = frame(spark, row("q1", 0.1), row("q2", 0.2));
    Dataset<Row> actual = frame(spark, row("q2", 0.2), row("q1", 0.1));

    assertThatThrownBy(() -> FrameEquality.assertFramesEqual(expected, actual))
        .isInstanceOf(AssertionError.class);
    assertThatCode(() -> FrameEquality.assertFramesEqualInAnyOrder(expected, actual))
        .doesNotThrowAnyException();
  }

  @Test
  void multiplicityCountsInAnyOrder(SparkSession spark) {
    Dataset<Row> expected = frame(spark, row("q1", 0.1), row("q1", 0.1), row("q2", 0.2));
    Dataset<Row> actual = frame(spark, row("q1", 0.1), row("q2", 0.2), row("q2", 0.2));

    assertThatThrownBy(() -> FrameEquality.assertFramesEqualInAnyOrder(expected, actual))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void toleranceIsAppliedToDoubles(SparkSession spark) {
    Dataset<Row> expected = frame(spark, row("q1", 0.5));
    Dataset<Row> actual = frame(spark, row("q1", 0.625));

    assertThatCode(() -> FrameEquality.assertFramesEqualWithin(expected, actual, 0.25))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> FrameEquality.assertFramesEqualWithin(expected, actual, 0.0625))
        .isInstanceOf(AssertionError.class);
  }

  private static Dataset<Row> frame(SparkSession spark, Row... rows) {
    return spark.createDataFrame(List.of(rows), SCHEMA);
  }

  private static Row row(String queryId, Double score) {
    return RowFactory.create(queryId, score);
  }
}
