package dev.racer.jobs.calibrate;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.racer.spark.lake.LakeInputs;
import dev.racer.spark.testing.TinyLake.OutcomeRow;
import dev.racer.spark.testing.TinyLake.ScoreRow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * Recorded outputs of real models, in {@code ../shared/data} beside the repository. They may not be
 * copied into it, so where the folder is absent its tests are skipped.
 */
public record RealData(LakeInputs inputs) {
  /** The data set of that name; skips the test where it is absent. */
  public static RealData named(String name) {
    Path folder =
        Path.of(System.getProperty("racer.root"))
            .toAbsolutePath()
            .normalize()
            .resolveSibling("shared/data/" + name);
    assumeTrue(Files.isDirectory(folder), "Skipped: there is no real data in " + folder);
    return new RealData(
        new LakeInputs(
            folder.resolve("queries.parquet").toString(),
            folder.resolve("router_scores.parquet").toString(),
            folder.resolve("outcomes.parquet").toString(),
            Map.of()));
  }

  /**
   * What the oracle says of it, by benchmark.
   *
   * @param where the queries that calibrate, in SQL
   */
  CalibrationOracle oracle(SparkSession spark, CalibrateConfig config, String where) {
    Map<String, Map<String, String>> benchmarks = new LinkedHashMap<>();
    spark
        .read()
        .parquet(inputs.queries())
        .where(where)
        .select("query_id", "benchmark")
        .collectAsList()
        .forEach(
            row ->
                benchmarks.put(
                    Calibrations.key(null, row.getString(0)),
                    Map.of("benchmark", row.getString(1))));
    List<ScoreRow> scores =
        spark
            .read()
            .parquet(inputs.routerScores())
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
    List<OutcomeRow> outcomes =
        spark
            .read()
            .parquet(inputs.location(LakeInputs.OUTCOMES))
            .select("query_id", "model", "correct")
            .collectAsList()
            .stream()
            .map(
                row ->
                    new OutcomeRow(null, row.getString(0), row.getString(1), row.<Boolean>getAs(2)))
            .toList();
    return Calibrations.oracle(config, benchmarks, scores, outcomes);
  }
}
