package dev.racer.jobs.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.jobs.calibrate.CalibrateResult;
import dev.racer.jobs.calibrate.Calibrations;
import dev.racer.jobs.calibrate.RealData;
import dev.racer.spark.lake.LakeInputs;
import dev.racer.spark.publication.RunOutcome;
import dev.racer.spark.schema.ModelSets;
import dev.racer.spark.testing.LocalSpark;
import dev.racer.spark.testing.TinyLake;
import dev.racer.spark.testing.TinyLake.Dates;
import dev.racer.spark.testing.TinyLake.Format;
import dev.racer.spark.testing.TinyLake.QueryRow;
import dev.racer.spark.testing.TinyLake.ScoreRow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Versions that were calibrated, applied by the job and, to the same raw rows, by gateways. */
@ExtendWith(LocalSpark.class)
class RouteAgreementTest {
  @TempDir private Path folder;

  static Stream<Arguments> lakes() {
    return Stream.of(
        Arguments.of(Format.PLAIN.shuffled(3).files(3), List.of("benchmark")),
        Arguments.of(Format.PLAIN.wide().dates(Dates.FOLDERS), List.of("tenant")),
        Arguments.of(Format.PLAIN.dates(Dates.COLUMN).files(2), List.of("tenant", "benchmark")),
        Arguments.of(Format.PLAIN.wide().dates(Dates.EVENT_TIME), List.of()));
  }

  @ParameterizedTest(name = "{0}, by {1}")
  @MethodSource("lakes")
  void everyRowIsWhatAGatewayDecides(Format format, List<String> by, SparkSession spark) {
    TinyLake lake = TinyLake.sample(7, 300);
    LakeInputs inputs = lake.write(spark, folder.resolve("lake"), format);
    Path output = folder.resolve("output");
    calibrate(
        spark,
        inputs,
        output,
        "calibration.segments=[benchmark,tenant,[tenant,benchmark]]",
        "calibration.min-n=60");

    RouteResult result = Routes.run(spark, inputs, output, "route.segment-by=" + by);

    Map<String, QueryRow> queries = new HashMap<>();
    lake.queries().forEach(query -> queries.put(query.queryId(), query));
    List<String> expected = new ArrayList<>();
    for (String router : List.of("knn", "mlp")) {
      Gateway gateway =
          Gateway.open(output.resolve("default"), router, lake.models(), Optional.of(by));
      scores(lake.scores(), router)
          .forEach(
              (id, scores) ->
                  expected.add(
                      gateway.decide(
                          id,
                          scores,
                          by.stream()
                              .map(lake.segmentColumns()::indexOf)
                              .map(queries.get(id).segments()::get)
                              .toArray(String[]::new))));
    }
    List<Row> rows = Routes.rows(spark, result);
    assertThat(expected).hasSize(600);
    assertThat(rows.stream().map(Gateway::line)).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(rows)
        .allSatisfy(
            row ->
                assertThat(row.<String>getAs(ModelSets.DATE))
                    .isEqualTo(
                        format.dates() == Dates.NONE
                            ? null
                            : queries.get(row.<String>getAs(ModelSets.QUERY_ID)).date()));
    assertThat(
            Path.of(result.attemptFolder()).resolve("model_sets/date=2026-01-02").toFile().exists())
        .isEqualTo(format.dates() != Dates.NONE);
  }

  static Stream<List<String>> policies() {
    return Stream.of(
        List.of("calibration.segments=[benchmark]"),
        List.of(
            "calibration.segments=[benchmark]",
            "calibration.normalizations=[sigmoid]",
            "calibration.null-scores=[absent]",
            "calibration.ties=none",
            "policy.normalization=sigmoid",
            "policy.null-score=absent",
            "policy.nonconformity=inverse-probability",
            "policy.risk-level=0.30"),
        List.of(
            "calibration.segments=[benchmark]",
            "calibration.risk-targets=[answerable-miss]",
            "calibration.guarantees=[pac]",
            "calibration.min-n=2000",
            "policy.risk-target=answerable-miss",
            "policy.guarantee=pac",
            "policy.risk-level=0.05"));
  }

  @ParameterizedTest
  @MethodSource("policies")
  void everyRowOfRouterDcIsWhatAGatewayDecides(List<String> policy, SparkSession spark) {
    RealData data = RealData.named("routerdc7");
    Path output = folder.resolve("output");
    List<String> settings = new ArrayList<>(policy);
    settings.add("calibration.exclude-where=router_train or not paper_benchmark");
    calibrate(spark, data.inputs(), output, settings.toArray(String[]::new));

    RouteResult result = Routes.run(spark, data.inputs(), output);

    Map<String, String> benchmarks = new HashMap<>();
    spark
        .read()
        .parquet(data.inputs().queries())
        .select("query_id", "benchmark")
        .collectAsList()
        .forEach(row -> benchmarks.put(row.getString(0), row.getString(1)));
    List<ScoreRow> raw =
        spark
            .read()
            .parquet(data.inputs().routerScores())
            .select("query_id", "router", "model", "score")
            .collectAsList()
            .stream()
            .map(
                row ->
                    new ScoreRow(
                        null,
                        row.getString(0),
                        row.getString(1),
                        null,
                        row.getString(2),
                        row.getDouble(3)))
            .toList();
    List<String> models = raw.stream().map(ScoreRow::model).distinct().toList();
    List<String> expected = new ArrayList<>();
    for (RouterDecisions router : result.routers()) {
      Gateway gateway =
          Gateway.open(output.resolve("default"), router.router(), models, Optional.empty());
      scores(raw, router.router())
          .forEach((id, scores) -> expected.add(gateway.decide(id, scores, benchmarks.get(id))));
    }
    assertThat(result.routers()).hasSize(2);
    assertThat(expected).hasSize(raw.size() / models.size());
    assertThat(sorted(Routes.lines(spark, result))).isEqualTo(sorted(expected));
  }

  private static List<String> sorted(List<String> lines) {
    return lines.stream().sorted().toList();
  }

  private static void calibrate(
      SparkSession spark, LakeInputs inputs, Path output, String... settings) {
    CalibrateResult result =
        Calibrations.run(spark, Calibrations.configured(inputs, output, List.of(settings)));
    assertThat(result.status().outcome()).isEqualTo(RunOutcome.PUBLISHED);
  }

  /** Scores of a router by query and model. */
  private static Map<String, Map<String, Double>> scores(List<ScoreRow> rows, String router) {
    return rows.stream()
        .filter(row -> row.router().equals(router))
        .collect(
            Collectors.groupingBy(
                ScoreRow::queryId,
                LinkedHashMap::new,
                Collectors.toMap(ScoreRow::model, ScoreRow::score, (a, b) -> a, TreeMap::new)));
  }
}
