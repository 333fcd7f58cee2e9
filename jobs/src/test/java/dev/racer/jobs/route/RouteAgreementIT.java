package dev.racer.jobs.route;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.map_from_entries;
import static org.apache.spark.sql.functions.struct;
import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.jobs.calibrate.CalibrateResult;
import dev.racer.jobs.calibrate.Calibrations;
import dev.racer.jobs.generate.GenerateConfig;
import dev.racer.jobs.generate.GenerateJob;
import dev.racer.jobs.run.Progress;
import dev.racer.spark.lake.LakeInputs;
import dev.racer.spark.publication.RunOutcome;
import dev.racer.spark.schema.ModelSets;
import dev.racer.spark.testing.LocalSpark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A lake of five million scores: every row is compared with a gateway's decision, in tasks. */
@ExtendWith(LocalSpark.class)
class RouteAgreementIT {
  private static final long SCORE_ROWS = 5_000_000;
  private static final int MODELS = 7;
  private static final long QUERIES = SCORE_ROWS / MODELS + 1;

  @TempDir private Path folder;

  @Test
  void everyRowOfALargeLakeIsWhatAGatewayDecides(SparkSession spark) {
    LakeInputs inputs = generate(spark);
    Path output = folder.resolve("output");
    CalibrateResult calibrated =
        Calibrations.run(
            spark,
            Calibrations.configured(
                inputs,
                output,
                List.of(
                    "calibration.exclude-where=router_train or pmod(xxhash64(query_id), 20) > 0",
                    "calibration.segments=[[benchmark,tenant]]",
                    "calibration.risk-levels=[0.10]",
                    "calibration.nonconformity=[gap]",
                    "calibration.min-n=400")));
    assertThat(calibrated.status().outcome()).isEqualTo(RunOutcome.PUBLISHED);

    RouteResult result = Routes.run(spark, inputs, output);

    Dataset<Row> modelSets = spark.read().parquet(Path.of(result.attemptFolder()) + "/model_sets");
    long rows = modelSets.count();
    assertThat(rows).isEqualTo(spark.read().parquet(inputs.routerScores()).count() / MODELS);
    assertThat(rows * MODELS).isGreaterThanOrEqualTo(SCORE_ROWS);
    long[] counts = compare(spark, inputs, modelSets, output.resolve("default"));
    assertThat(counts).as("rows compared, mismatches").containsExactly(rows, 0);
    RouterDecisions decisions = result.routers().get(0);
    assertThat(decisions.decided()).isEqualTo(rows);
    assertThat(decisions.rows()).containsKeys("set", "abstain");
    assertThat(decisions.rows().get("set")).containsKeys("threshold", "borrowed");
  }

  private LakeInputs generate(SparkSession spark) {
    Path lake = folder.resolve("lake");
    new GenerateJob()
        .run(
            spark,
            GenerateConfig.to(lake)
                .queries(QUERIES)
                .days(3)
                .models(MODELS)
                .routers(1)
                .scoredQueries(GenerateConfig.ScoredQueries.ALL)
                .build(),
            Progress.NONE);
    return new LakeInputs(
        lake.resolve("queries").toString(),
        lake.resolve("router_scores").toString(),
        lake.resolve("outcomes").toString(),
        Map.of());
  }

  /** Returns how many rows were compared, and how many of them differ. */
  private static long[] compare(
      SparkSession spark, LakeInputs inputs, Dataset<Row> modelSets, Path publication) {
    Dataset<Row> scores =
        spark
            .read()
            .parquet(inputs.routerScores())
            .groupBy("query_id", "router")
            .agg(map_from_entries(collect_list(struct(col("model"), col("score")))).as("scores"));
    Dataset<Row> queries =
        spark.read().parquet(inputs.queries()).select("query_id", "benchmark", "tenant");
    JavaRDD<Row> joined =
        modelSets
            .join(scores, new String[] {"query_id", "router"})
            .join(queries, "query_id")
            .toJavaRDD();
    String folder = publication.toString();
    return joined
        .mapPartitions(
            partition -> {
              Gateway gateway = null;
              long compared = 0;
              long mismatches = 0;
              while (partition.hasNext()) {
                Row row = partition.next();
                Map<String, Double> byModel = row.getJavaMap(row.fieldIndex("scores"));
                if (gateway == null) {
                  gateway =
                      Gateway.open(
                          Path.of(folder),
                          row.getAs(ModelSets.ROUTER),
                          new ArrayList<>(byModel.keySet()),
                          Optional.empty());
                }
                String expected =
                    gateway.decide(
                        row.getAs(ModelSets.QUERY_ID),
                        byModel,
                        row.getAs("benchmark"),
                        row.getAs("tenant"));
                compared++;
                if (!expected.equals(Gateway.line(row))) {
                  mismatches++;
                }
              }
              return List.of(new long[] {compared, mismatches}).iterator();
            })
        .reduce((a, b) -> new long[] {a[0] + b[0], a[1] + b[1]});
  }
}
