package dev.racer.spark.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.spark.testing.LocalSpark;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LocalSpark.class)
class SessionsTest {
  @Test
  void whatResultsDependOnIsSetWhateverTheSessionThatIsThere(SparkSession spark) {
    SparkSession other = spark.newSession();
    other.conf().set("spark.sql.session.timeZone", "Asia/Tokyo");
    SparkSession.setDefaultSession(other);
    try (Sessions.OpenSession session = Sessions.open("test")) {
      assertThat(session.spark().conf().get("spark.sql.session.timeZone")).isEqualTo("UTC");
      assertThat(session.spark().conf().get("spark.sql.ansi.enabled")).isEqualTo("true");
      assertThat(
              session.spark().conf().get("spark.sql.sources.partitionColumnTypeInference.enabled"))
          .isEqualTo("false");
      assertThat(other.conf().get("spark.sql.session.timeZone")).isEqualTo("Asia/Tokyo");
    } finally {
      SparkSession.setDefaultSession(spark);
    }
  }

  @Test
  void aSessionThatWasThereBeforeLivesOn(SparkSession spark) {
    try (Sessions.OpenSession session = Sessions.open("test")) {
      assertThat(session.owned()).isFalse();
    }

    assertThat(spark.sparkContext().isStopped()).isFalse();
  }
}
