package dev.racer.spark.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racer.spark.lake.LakeInputs;
import dev.racer.spark.testing.TinyLake.Dates;
import dev.racer.spark.testing.TinyLake.Format;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LocalSpark.class)
class TinyLakeTest {
  @TempDir private Path folder;

  @Test
  void aPlainLakeHoldsItsRowsInOrder(SparkSession spark) {
    LakeInputs inputs = lake().write(spark, folder, Format.PLAIN);

    Dataset<Row> queries = spark.read().parquet(inputs.queries());
    Dataset<Row> scores = spark.read().parquet(inputs.routerScores());
    Dataset<Row> outcomes = spark.read().parquet(inputs.location(LakeInputs.OUTCOMES));
    assertThat(queries.columns()).containsExactly("query_id", "benchmark");
    assertThat(queries.collectAsList()).extracting(Row::mkString).containsExactly("7mmlu", "8null");
    assertThat(scores.columns()).containsExactly("query_id", "router", "model", "score");
    assertThat(scores.collectAsList())
        .extracting(row -> row.mkString(" "))
        .containsExactly("7 knn a 0.25", "7 knn b null", "7 knn a 0.5");
    assertThat(outcomes.collectAsList())
        .extracting(row -> row.mkString(" "))
        .containsExactly("7 a true", "7 b null");
    assertThat(queries.inputFiles()).hasSize(1);
  }

  @Test
  void formatsChangeFormNotContent(SparkSession spark) {
    Format format =
        Format.PLAIN
            .wide()
            .dates(Dates.FOLDERS)
            .files(2)
            .shuffled(3)
            .integralIds(LakeInputs.ROUTER_SCORES);
    LakeInputs inputs = lake().write(spark, folder, format);

    Dataset<Row> scores = spark.read().parquet(inputs.routerScores());
    assertThat(scores.columns()).containsExactly("query_id", "router", "scores", "date");
    assertThat(scores.schema().apply("query_id").dataType().simpleString()).isEqualTo("bigint");
    assertThat(scores.collectAsList())
        .extracting(row -> row.<String, Double>getJavaMap(2))
        .containsExactlyInAnyOrder(Map.of("a", 0.5), withNull("a", 0.25, "b"));
    assertThat(folder.resolve("queries/date=2026-01-01")).isDirectory();
    assertThat(folder.resolve("queries/date=2026-01-02")).isDirectory();
  }

  @Test
  void theSampleIsFixedBySeed() {
    assertThat(TinyLake.sample(5, 20).scores()).isEqualTo(TinyLake.sample(5, 20).scores());
    assertThat(TinyLake.sample(5, 20).scores()).isNotEqualTo(TinyLake.sample(6, 20).scores());
    assertThat(TinyLake.sample(5, 20).outcomes()).hasSize(60);
    assertThat(TinyLake.sample(5, 20).days()).containsExactly("2026-01-01", "2026-01-02");
  }

  @Test
  void aQueryHasAValuePerSegmentColumn() {
    assertThatThrownBy(() -> TinyLake.of("a").segmentColumns("s").query("q"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("A query has a value per segment column [s], got QueryRow[");
  }

  private static Map<String, Double> withNull(String model, double score, String nullModel) {
    Map<String, Double> scores = new HashMap<>(Map.of(model, score));
    scores.put(nullModel, null);
    return scores;
  }

  private static TinyLake lake() {
    return TinyLake.of("a", "b")
        .segmentColumns("benchmark")
        .on("2026-01-01")
        .query("7", "mmlu")
        .on("2026-01-02")
        .query("8", (String) null)
        .on("2026-01-01")
        .scores("7", "knn", 0.25, null)
        .score("7", "knn", "a", 0.5)
        .labels("7", true, null);
  }
}
