package dev.racer.bench.contender;

import dev.racer.core.conformal.RiskLevel;
import dev.racer.core.score.FixedPoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A small lake in memory, and what brute force makes of it. */
final class LakeTables {
  private final Map<String, String> segments = new HashMap<>();
  private final Map<String, Map<String, Double>> scores = new HashMap<>();
  private final Map<String, Map<String, Boolean>> correct = new HashMap<>();

  static LakeTables read(SparkSession spark, Workload workload) {
    LakeTables tables = new LakeTables();
    for (Row row : rows(spark, workload.queries().toString(), "query_id", "benchmark")) {
      tables.segments.put(row.getString(0), row.getString(1));
    }
    for (Row row : rows(spark, workload.routerScores().toString(), "query_id", "model", "score")) {
      tables
          .scores
          .computeIfAbsent(row.getString(0), query -> new HashMap<>())
          .put(row.getString(1), row.getDouble(2));
    }
    for (Row row : rows(spark, workload.outcomes().toString(), "query_id", "model", "correct")) {
      tables
          .correct
          .computeIfAbsent(row.getString(0), query -> new HashMap<>())
          .put(row.getString(1), row.getBoolean(2));
    }
    return tables;
  }

  private static List<Row> rows(SparkSession spark, String table, String... columns) {
    return spark.read().parquet(table).selectExpr(columns).collectAsList();
  }

  /** The critical scores of a segment, ascending: the least over all right models one by one. */
  double[] critical(String segment, String nonconformity) {
    List<Double> critical = new ArrayList<>();
    scores.forEach(
        (query, byModel) -> {
          if (segment.equals(Workload.ALL) || segments.get(query).equals(segment)) {
            critical.add(critical(byModel, correct.get(query), nonconformity));
          }
        });
    return critical.stream().mapToDouble(Double::doubleValue).sorted().toArray();
  }

  private static double critical(
      Map<String, Double> scores, Map<String, Boolean> correct, String nonconformity) {
    double top = scores.values().stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    double ofNull = 1 - top;
    double best = Double.POSITIVE_INFINITY;
    for (Map.Entry<String, Double> score : scores.entrySet()) {
      if (correct.get(score.getKey())) {
        best = Math.min(best, of(nonconformity, score.getValue(), Math.max(top, ofNull)));
      }
    }
    return best < Double.POSITIVE_INFINITY
        ? best
        : of(nonconformity, ofNull, Math.max(top, ofNull));
  }

  private static double of(String nonconformity, double score, double top) {
    double value = nonconformity.equals("gap") ? top - score : 1 - score;
    return FixedPoint.toDouble(FixedPoint.of(value));
  }

  /** The threshold at a rank, from 1. */
  double atRank(String segment, String nonconformity, long rank) {
    return critical(segment, nonconformity)[(int) rank - 1];
  }

  /** The value a share of the way up, straight between the two next to it. */
  double interpolated(String segment, String nonconformity, RiskLevel level) {
    double[] critical = critical(segment, nonconformity);
    double position = (critical.length - 1) * (1 - level.value().doubleValue());
    int below = (int) position;
    int above = Math.min(below + 1, critical.length - 1);
    return critical[below] + (position - below) * (critical[above] - critical[below]);
  }

  /** Queries of a segment. */
  long size(String segment) {
    return Arrays.stream(critical(segment, "gap")).count();
  }
}
