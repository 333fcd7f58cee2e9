package dev.racer.spark.records;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.racer.spark.lake.LakeInputs;
import dev.racer.spark.publication.QualityReport.TableQuality;
import dev.racer.spark.schema.CalibrationRecords;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Says of every input row what became of it: used, excluded for a reason, or quarantined. */
public final class RowAccounting {
  private final LakeSurvey survey;
  private final RecordLayout layout;
  private final RecordTally tally;

  /**
   * @param survey the input
   * @param layout routers and pools
   * @param tally what the unambiguous rows were used for
   */
  public RowAccounting(LakeSurvey survey, RecordLayout layout, RecordTally tally) {
    this.survey = survey;
    this.layout = layout;
    this.tally = tally;
  }

  /** Records that calibrate a router. */
  public long records(RouterIdentity router) {
    return tally.records(router).getOrDefault(CalibrationRecords.USED, 0L);
  }

  /** Labels of a router's models, of its fully scored queries, by what the lake says of them. */
  public SortedMap<String, Long> labels(RouterIdentity router) {
    return tally.labels(router);
  }

  /** Queries of the lake that a router does not use, by reason. */
  public SortedMap<String, Long> excluded(RouterIdentity router) {
    SortedMap<String, Long> excluded = tally.records(router);
    excluded.remove(CalibrationRecords.USED);
    excluded.remove(Exclusion.UNKNOWN_QUERY); // not a query of the lake
    long included =
        tally.queryRows().entrySet().stream()
            .filter(use -> !isQueryLevel(use.getKey()))
            .mapToLong(Map.Entry::getValue)
            .sum();
    long scored =
        tally.records(router).entrySet().stream()
            .filter(use -> !isQueryLevel(use.getKey()))
            .mapToLong(Map.Entry::getValue)
            .sum();
    tally
        .queryRows()
        .forEach(
            (use, rows) -> {
              if (isQueryLevel(use)) {
                excluded.put(use, rows);
              }
            });
    if (included > scored) {
      excluded.put(Exclusion.UNSCORED, included - scored);
    }
    if (survey.outsideSlice(LakeInputs.QUERIES) > 0) {
      excluded.put(Exclusion.OUTSIDE_SLICE, survey.outsideSlice(LakeInputs.QUERIES));
    }
    return excluded;
  }

  private static boolean isQueryLevel(String use) {
    return use.equals(Exclusion.BY_RULE)
        || use.equals(Exclusion.BY_DATE)
        || use.equals(Exclusion.UNKNOWN_QUERY);
  }

  /** The tables that hold rows which are neither used nor plainly excluded. */
  public List<String> suspectTables() {
    List<String> suspects = new ArrayList<>();
    if (total(tally.queryRows()) != survey.queryRows()) {
      suspects.add(LakeInputs.QUERIES);
    }
    if (tally.scoredModels() + leftOutRows() != survey.totalScoreRows()) {
      suspects.add(LakeInputs.ROUTER_SCORES);
    }
    if (total(tally.outcomeRows()) != survey.outcomeRows()) {
      suspects.add(LakeInputs.OUTCOMES);
    }
    return suspects;
  }

  /**
   * The account of each table.
   *
   * @param quarantine the malformed rows, as {@link Quarantine} describes them
   * @param excluded the written records that are not used: key, router, its version where versions
   *     are told apart, and exclusion
   * @param rows the input, looked into again only if some outcomes are unaccounted for
   * @throws IllegalStateException if a row is missing from the account
   */
  public List<TableQuality> tables(Dataset<Row> quarantine, Dataset<Row> excluded, LakeRows rows) {
    Map<String, SortedMap<String, Long>> quarantined = new TreeMap<>();
    for (Row row :
        quarantine.groupBy(Quarantine.TABLE, Quarantine.REASON).count().collectAsList()) {
      quarantined
          .computeIfAbsent(row.getString(0), table -> new TreeMap<>())
          .put(row.getString(1), row.getLong(2));
    }
    SortedMap<String, Long> outcomes = new TreeMap<>(tally.outcomeRows());
    if (!layout.quarantinesForeignOutcomes() && suspectTables().contains(LakeInputs.OUTCOMES)) {
      long outside = Quarantine.outcomesOutsidePools(rows, layout).count();
      if (outside > 0) {
        outcomes.put(Exclusion.MODEL_NOT_IN_POOL, outside);
      }
    }
    List<TableQuality> tables = new ArrayList<>();
    tables.add(account(LakeInputs.QUERIES, tally.queryRows(), quarantined));
    tables.add(account(LakeInputs.ROUTER_SCORES, scoreRows(quarantine, excluded), quarantined));
    if (rows.outcomes().isPresent()) {
      tables.add(account(LakeInputs.OUTCOMES, outcomes, quarantined));
    }
    return tables;
  }

  private long leftOutRows() {
    return survey.leftOut(layout).stream()
        .flatMap(router -> survey.scoreRows().get(router).values().stream())
        .mapToLong(Long::longValue)
        .sum();
  }

  /** Scores by use; those that are quarantined are no longer counted as excluded. */
  private SortedMap<String, Long> scoreRows(Dataset<Row> quarantine, Dataset<Row> excluded) {
    SortedMap<String, Long> scores = new TreeMap<>();
    scores.put(Exclusion.ROUTER_LEFT_OUT, leftOutRows());
    for (RouterPool router : layout.routers()) {
      tally.scoreRows(router.identity()).forEach((use, rows) -> scores.merge(use, rows, Long::sum));
    }
    List<Column> sameKey = new ArrayList<>();
    List<String> key = new ArrayList<>(layout.key());
    key.add(CalibrationRecords.ROUTER);
    if (List.of(excluded.columns()).contains(CalibrationRecords.ROUTER_VERSION)) {
      key.add(CalibrationRecords.ROUTER_VERSION); // else they are of all versions alike
    }
    Dataset<Row> bad =
        quarantine
            .filter(
                col(Quarantine.TABLE)
                    .equalTo(LakeInputs.ROUTER_SCORES)
                    .and(
                        col(Quarantine.REASON)
                            .isin(
                                QuarantineReason.DUPLICATE_KEY, QuarantineReason.NON_FINITE_SCORE)))
            .as("bad");
    key.forEach(name -> sameKey.add(col("bad." + name).equalTo(col("excluded." + name))));
    for (Row row :
        bad.join(excluded.as("excluded"), sameKey.stream().reduce(Column::and).orElseThrow())
            .groupBy(coalesce(col("excluded." + CalibrationRecords.EXCLUSION), lit("")))
            .count()
            .collectAsList()) {
      scores.merge(row.getString(0), -row.getLong(1), Long::sum);
    }
    scores.values().removeIf(rows -> rows == 0);
    return scores;
  }

  private TableQuality account(
      String table,
      SortedMap<String, Long> uses,
      Map<String, SortedMap<String, Long>> quarantined) {
    long rows = survey.rows(table);
    SortedMap<String, Long> excluded = new TreeMap<>(uses);
    Long used = excluded.remove(CalibrationRecords.USED);
    long outside = survey.outsideSlice(table);
    if (outside > 0) {
      excluded.put(Exclusion.OUTSIDE_SLICE, outside);
    }
    SortedMap<String, Long> bad = quarantined.getOrDefault(table, new TreeMap<>());
    long missing = rows - outside - total(uses) - total(bad);
    if (missing != 0) {
      throw new IllegalStateException(
          "Account of table " + table + " is off by " + missing + " of " + rows + " rows");
    }
    return new TableQuality(table, rows, used == null ? 0 : used, bad, excluded);
  }

  private static long total(SortedMap<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
