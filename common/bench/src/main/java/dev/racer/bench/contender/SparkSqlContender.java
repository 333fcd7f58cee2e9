package dev.racer.bench.contender;

import dev.racer.core.conformal.RiskLevel;
import dev.racer.spark.session.Sessions;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What one would write in plain Spark SQL, in the form that took the least CPU time of those tried
 * (grouping sets; two aggregates of a cached view; a hint to join by hash). {@code percentile}
 * interpolates between two critical scores, so its answers are near ours and not equal.
 */
final class SparkSqlContender implements Contender {
  private static final String SQL =
      """
      WITH best AS (
        SELECT s.query_id, max(score) AS top, max(score) FILTER (WHERE correct) AS top_correct
        FROM router_scores s JOIN outcomes o USING (query_id, model)
        GROUP BY s.query_id),
      critical AS (
        SELECT
          benchmark,
          greatest(top, 1 - top) - coalesce(top_correct, 1 - top) AS gap,
          1 - coalesce(top_correct, 1 - top) AS inverse_probability
        FROM best JOIN queries USING (query_id))
      SELECT %1$s
      FROM critical
      """
          .formatted(aggregates());

  private final Sessions.OpenSession session = Sessions.open("racer bench spark-sql");
  private final Workload workload;

  SparkSqlContender(Workload workload) {
    this.workload = workload;
  }

  /** Three for all queries, then three for each segment. */
  private static String aggregates() {
    String levels =
        Workload.RISK_LEVELS.stream()
            .map(RiskLevel::value)
            .map(BigDecimal.ONE::subtract)
            .map(BigDecimal::toPlainString)
            .collect(Collectors.joining(", ", "array(", ")"));
    return Workload.segments().stream()
        .map(
            segment ->
                segment.equals(Workload.ALL) ? "" : " FILTER (WHERE benchmark = '" + segment + "')")
        .map(
            filter ->
                Stream.of(
                        "count(*)",
                        "percentile(gap, " + levels + ")",
                        "percentile(inverse_probability, " + levels + ")")
                    .map(aggregate -> aggregate + filter)
                    .collect(Collectors.joining(",\n  ")))
        .collect(Collectors.joining(",\n  "));
  }

  @Override
  public String engine() {
    return "Spark " + session.spark().version();
  }

  @Override
  public void prepare() {
    session.spark().catalog().clearCache();
  }

  @Override
  public List<Threshold> run() {
    SparkSession spark = session.spark();
    spark.read().parquet(workload.queries().toString()).createOrReplaceTempView("queries");
    spark
        .read()
        .parquet(workload.routerScores().toString())
        .createOrReplaceTempView("router_scores");
    spark.read().parquet(workload.outcomes().toString()).createOrReplaceTempView("outcomes");
    List<Threshold> thresholds = new ArrayList<>();
    Row row = spark.sql(SQL).first();
    for (int segment = 0; segment < Workload.segments().size(); segment++) {
      int first = segment * (1 + Workload.NONCONFORMITIES.size());
      for (int kind = 0; kind < Workload.NONCONFORMITIES.size(); kind++) {
        List<Double> values =
            row.isNullAt(first + 1 + kind) ? List.of() : row.getList(first + 1 + kind);
        for (int level = 0; level < values.size(); level++) {
          thresholds.add(
              new Threshold(
                  Workload.segments().get(segment),
                  Workload.NONCONFORMITIES.get(kind),
                  Workload.RISK_LEVELS.get(level).text(),
                  row.getLong(first),
                  Threshold.INTERPOLATED,
                  values.get(level)));
        }
      }
    }
    return thresholds;
  }

  @Override
  public List<Threshold> runAtOurRanks() {
    return List.of(); // percentile cannot
  }

  @Override
  public void close() {
    session.close();
  }
}
