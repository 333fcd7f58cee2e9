package dev.racer.jobs.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racer.core.conformal.Thinning;
import dev.racer.core.published.PublishedThreshold;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.publication.PublicationStore;
import dev.racer.spark.publication.QualityReport;
import dev.racer.spark.testing.LocalSpark;
import dev.racer.spark.testing.TinyLake;
import dev.racer.spark.testing.TinyLake.Dates;
import dev.racer.spark.testing.TinyLake.Format;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Calibrations of lakes in which a coin decides whose labels are complete. */
@ExtendWith(LocalSpark.class)
class ExploredLakeTest {
  private static final Format DATED = Format.PLAIN.dates(Dates.FOLDERS);
  private static final double LEAST = 0.2;
  private static final long SEED = 5;

  @TempDir private Path folder;

  /** A query with its scores, labels and coin. */
  private record Tossed(
      String id,
      String tenant,
      List<Double> scores,
      List<Boolean> labels,
      boolean explored,
      double q) {}

  private static List<Tossed> queries() {
    Random random = new Random(3);
    List<Tossed> queries = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      boolean large = random.nextBoolean();
      Double[] scores = {random.nextDouble(), random.nextDouble(), random.nextDouble()};
      Boolean[] labels = new Boolean[scores.length];
      for (int m = 0; m < labels.length; m++) {
        labels[m] = random.nextDouble() < (large ? 0.3 : 0.9) * scores[m];
      }
      double q = large ? 0.8 : LEAST;
      boolean explored = random.nextDouble() < q;
      queries.add(
          new Tossed(
              "q" + i, large ? "large" : "small", List.of(scores), List.of(labels), explored, q));
    }
    return queries;
  }

  private static TinyLake lake(List<Tossed> queries, boolean withCoin) {
    TinyLake lake = TinyLake.of("a", "b", "c").segmentColumns("tenant").on("2026-01-01");
    for (Tossed query : queries) {
      if (withCoin) {
        lake.tossedQuery(query.id(), query.explored(), query.q(), query.tenant());
      } else {
        lake.query(query.id(), query.tenant());
      }
      lake.scores(query.id(), "knn", query.scores().toArray(Double[]::new));
      if (query.explored()) {
        lake.labels(query.id(), query.labels().toArray(Boolean[]::new));
      } else {
        lake.outcome(query.id(), "a", query.labels().get(0)); // the router called this one
      }
    }
    return lake;
  }

  private CalibrateResult run(SparkSession spark, TinyLake lake, String name, String... settings) {
    List<String> all = new ArrayList<>(List.of("calibration.segments=[tenant]"));
    all.addAll(List.of(settings));
    return Calibrations.run(
        spark,
        Calibrations.configured(
            lake.write(spark, folder.resolve(name), DATED), folder.resolve(name + "-out"), all));
  }

  private static List<String> rows(CalibrateResult result, Predicate<String> segments) {
    return result.thresholds().thresholds().stream()
        .filter(row -> segments.test(row.segment()))
        .map(row -> row.toString().replace("sampling=thinned", "sampling=plain"))
        .toList();
  }

  @Test
  void thresholdsAreThoseOfALakeWithTheKeptQueriesAlone(SparkSession spark) {
    List<Tossed> queries = queries();
    Thinning thinning = new Thinning(LEAST, SEED);
    List<Tossed> explored = queries.stream().filter(Tossed::explored).toList();
    List<Tossed> kept = explored.stream().filter(q -> thinning.keeps(q.q(), q.id())).toList();

    CalibrateResult result =
        run(
            spark,
            lake(queries, true),
            "logged",
            "exploration.least-probability=" + LEAST,
            "exploration.seed=" + SEED,
            "calibration.min-n=10");
    CalibrateResult fair = run(spark, lake(kept, false), "fair", "calibration.min-n=10");
    CalibrateResult all = run(spark, lake(explored, false), "all", "calibration.min-n=10");

    assertThat(kept.size()).isBetween(40, explored.size() - 40);
    assertThat(rows(result, "all"::equals)).isNotEmpty().isEqualTo(rows(fair, "all"::equals));
    // within a tenant there is one probability: every explored query counts
    assertThat(rows(result, segment -> !segment.equals("all")))
        .isNotEmpty()
        .isEqualTo(rows(all, segment -> !segment.equals("all")));
    for (PublishedThreshold row : result.thresholds().thresholds()) {
      assertThat(row.sampling()).isEqualTo(row.segment().equals("all") ? "thinned" : "plain");
    }
    assertThat(result.status().quality().orElseThrow().routers().get(0).thinned())
        .isEqualTo(explored.size() - kept.size());
    assertThat(result.status().quality().orElseThrow().routers().get(0).records())
        .isEqualTo(explored.size());
  }

  @Test
  void weightedThresholdsSaySoAndHaveNoInterval(SparkSession spark) {
    List<Tossed> queries = queries();
    long explored = queries.stream().filter(Tossed::explored).count();

    CalibrateResult result =
        run(
            spark,
            lake(queries, true),
            "weighted",
            "exploration.least-probability=" + LEAST,
            "exploration.varying=weighted");

    List<PublishedThreshold> all =
        result.thresholds().thresholds().stream()
            .filter(row -> row.segment().equals("all"))
            .toList();
    assertThat(all)
        .isNotEmpty()
        .allSatisfy(
            row -> {
              assertThat(row.sampling()).isEqualTo("weighted");
              assertThat(row.n()).isEqualTo(explored);
              assertThat(row.trueRiskInterval()).isEmpty();
            });
    assertThat(all).filteredOn(row -> row.threshold().isPresent()).hasSizeGreaterThan(5);
  }

  @Test
  void theCoinIsNotToldFromCompleteLabels(SparkSession spark) {
    TinyLake lake = TinyLake.of("a").segmentColumns("tenant").on("2026-01-01");
    lake.tossedQuery("q", false, 1.0, "x").scores("q", "knn", 0.5).labels("q", true);

    assertThatThrownBy(() -> run(spark, lake, "complete", "exploration.least-probability=" + LEAST))
        .isInstanceOf(DataContractException.class)
        .hasMessageContaining("none of the 1 queries of the days asked for was explored");
  }

  @Test
  void completeLabelsDoNotStandInForTheCoin(SparkSession spark) {
    TinyLake lake = TinyLake.of("a", "b").segmentColumns("tenant").on("2026-01-01");
    lake.query("complete", "x").scores("complete", "knn", 0.5, 0.4).labels("complete", true, false);
    lake.query("partly", "x").scores("partly", "knn", 0.9, 0.1);
    lake.outcome("partly", "a", true, "correct").outcome("partly", "b", null, "not-called");

    assertThatThrownBy(() -> run(spark, lake, "shortcut", "calibration.unknown-labels=exclude"))
        .isInstanceOf(DataContractException.class)
        .hasMessageContaining("some model was not called (1 labels of router 'knn')")
        .hasMessageContaining("exploration.slice = explored");
    PublicationStore store = PublicationStore.local(folder.resolve("shortcut-out"), "default");
    assertThat(store.commits()).isEmpty();
    assertThat(store.runs()).singleElement().matches(run -> run.exitCode() == 3);
    assertThat(run(spark, lake, "worst-case").status().quality().orElseThrow().routers())
        .extracting(QualityReport.RouterQuality::records)
        .containsExactly(2L);
  }
}
