package dev.racer.spark.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LocalSpark.class)
class LocalSparkTest {
  private final SparkSession ofTheInstance;

  LocalSparkTest(SparkSession spark) {
    this.ofTheInstance = spark;
  }

  @Test
  void sessionIsSharedByTestsAndInstances(SparkSession spark) {
    assertThat(spark).isSameAs(ofTheInstance);
    assertThat(SparkSession.active()).isSameAs(spark);
  }

  @Test
  void sessionIsLocalAndHasNoUi(SparkSession spark) {
    assertThat(spark.sparkContext().master()).isEqualTo("local[2]");
    assertThat(spark.sparkContext().uiWebUrl().isEmpty()).isTrue();
    assertThat(spark.conf().get("spark.driver.host")).isEqualTo("127.0.0.1");
  }

  @Test
  void sessionHasTheSettingsOfProduction(SparkSession spark) {
    assertThat(spark.conf().get("spark.sql.session.timeZone")).isEqualTo("UTC");
    assertThat(spark.conf().get("spark.sql.ansi.enabled")).isEqualTo("true");
    assertThat(spark.conf().get("spark.sql.adaptive.enabled")).isEqualTo("true");
    assertThat(spark.conf().get("spark.sql.sources.partitionColumnTypeInference.enabled"))
        .isEqualTo("false");
  }

  @Test
  void shufflesHaveTwoPartitions(SparkSession spark) {
    assertThat(spark.conf().get("spark.sql.shuffle.partitions")).isEqualTo("2");
  }
}
