package dev.racer.jobs.generate;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Row;

/** Finds malformed rows by looking at the rows alone. */
final class MalformedRows {
  private MalformedRows() {}

  /** Counts the malformed rows of a table, long or wide, per kind. */
  static Map<String, Long> count(LakeTable table, List<Row> rows) {
    Map<String, Long> counts = new TreeMap<>();
    Set<List<Object>> keys = new HashSet<>();
    for (Row row : rows) {
      String kind = kind(table, row, keys);
      if (!kind.isEmpty()) {
        counts.merge(kind, 1L, Long::sum);
      }
    }
    return counts;
  }

  private static String kind(LakeTable table, Row row, Set<List<Object>> keys) {
    boolean wide = table == LakeTable.ROUTER_SCORES && row.get(2) instanceof scala.collection.Map;
    int keyLength =
        table == LakeTable.ROUTER_SCORES && !wide ? 3 : table == LakeTable.OUTCOMES || wide ? 2 : 1;
    List<Object> key = new java.util.ArrayList<>();
    for (int i = 0; i < keyLength; i++) {
      key.add(row.get(i));
    }
    if (key.contains(null)) {
      return "null-key";
    }
    if (row.getString(0).startsWith("orphan-")) {
      return "unknown-query";
    }
    if (key.contains("outside-model")) {
      return "model-outside-pool";
    }
    if (!keys.add(key)) {
      return "duplicate-key";
    }
    if (wide) {
      Map<Object, Object> scores = row.getJavaMap(2);
      if (scores.containsKey("outside-model")) {
        return "model-outside-pool";
      }
      return scores.values().stream()
          .map(MalformedRows::badScore)
          .filter(bad -> !bad.isEmpty())
          .findFirst()
          .orElse("");
    }
    return table == LakeTable.ROUTER_SCORES ? badScore(row.get(3)) : "";
  }

  private static String badScore(Object score) {
    if (score == null) {
      return "null-score";
    }
    double value = (Double) score;
    if (Double.isNaN(value)) {
      return "nan-score";
    }
    return Double.isInfinite(value) ? "infinite-score" : "";
  }
}
