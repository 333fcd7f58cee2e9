package dev.racer.spark.testing;

import com.holdenkarau.spark.testing.JavaDatasetSuiteBase;
import com.holdenkarau.spark.testing.SparkSessionProvider;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Equality of frames by spark-testing-base, in the session that {@link LocalSpark} shares. The
 * schema counts, nullability and metadata included. A difference throws {@link AssertionError}.
 */
public final class FrameEquality {
  private FrameEquality() {}

  /**
   * Asserts equal schemas and equal rows in the same order.
   *
   * @param expected the frame wanted
   * @param actual the frame under test, of the same session
   */
  public static void assertFramesEqual(Dataset<Row> expected, Dataset<Row> actual) {
    new Suite(expected.sparkSession()).assertDataFrameEquals(expected, actual);
  }

  /**
   * Asserts equal schemas and the same rows, each as often, in any order.
   *
   * @param expected the frame wanted
   * @param actual the frame under test, of the same session
   */
  public static void assertFramesEqualInAnyOrder(Dataset<Row> expected, Dataset<Row> actual) {
    new Suite(expected.sparkSession()).assertDataFrameNoOrderEquals(expected, actual);
  }

  /**
   * Asserts equal schemas and rows in the same order, with doubles at most {@code tolerance} apart.
   *
   * @param expected the frame wanted
   * @param actual the frame under test, of the same session
   * @param tolerance largest difference of two floating-point values; not negative
   */
  public static void assertFramesEqualWithin(
      Dataset<Row> expected, Dataset<Row> actual, double tolerance) {
    new Suite(expected.sparkSession())
        .assertDataFrameApproximateEquals(expected, actual, tolerance);
  }

  /** The library's suite, without its life cycle: the session is the one the frames belong to. */
  private static final class Suite extends JavaDatasetSuiteBase {
    private Suite(SparkSession session) {
      SparkSessionProvider._sparkSession_$eq(session);
    }

    @Override
    public boolean enableHiveSupport() {
      return false;
    }

    @Override
    public SparkConf conf() {
      return spark().sparkContext().getConf();
    }
  }
}
