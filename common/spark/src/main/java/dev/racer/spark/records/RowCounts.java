package dev.racer.spark.records;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import dev.racer.spark.schema.CalibrationRecords;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;

/**
 * Counts in passing what the unambiguous rows of queries and outcomes were used for, while the
 * records are written: no pass of its own.
 *
 * <p>The counts are taken in the stage that writes, whose tasks count once each, however often they
 * run.
 */
public final class RowCounts {
  private static final List<String> USES =
      List.of(
          CalibrationRecords.USED,
          Exclusion.UNKNOWN_QUERY,
          Exclusion.BY_RULE,
          Exclusion.BY_DATE,
          Exclusion.UNSCORED,
          Exclusion.PARTLY_SCORED,
          Exclusion.LABELS_INCOMPLETE);

  private final Observation observation = new Observation("row-counts");

  /** Adds the counting to a frame of one row per query. */
  Dataset<Row> observe(Dataset<Row> perQuery, String use, String queryRows, String outcomeRows) {
    List<Column> sums = new ArrayList<>();
    for (String each : USES) {
      for (String rows : List.of(queryRows, outcomeRows)) {
        Column counted = when(col(use).equalTo(each), col(rows)).otherwise(lit(0L));
        sums.add(coalesce(sum(counted), lit(0L)).as(rows + " " + each));
      }
    }
    return perQuery.observe(
        observation, sums.get(0), sums.subList(1, sums.size()).toArray(Column[]::new));
  }

  /** Rows of queries by what they were used for; available once the records are written. */
  public SortedMap<String, Long> queryRows() {
    return counts("query_rows");
  }

  /** Rows of outcomes by what they were used for; available once the records are written. */
  public SortedMap<String, Long> outcomeRows() {
    return counts("outcome_rows");
  }

  private Map<String, Object> observed() {
    try {
      return observation.getAsJava();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for the row counts", e);
    }
  }

  private SortedMap<String, Long> counts(String rows) {
    Map<String, Object> observed = observed();
    SortedMap<String, Long> counts = new TreeMap<>();
    for (String use : USES) {
      long count = (Long) observed.get(rows + " " + use);
      if (count > 0) {
        counts.put(use, count);
      }
    }
    return counts;
  }
}
