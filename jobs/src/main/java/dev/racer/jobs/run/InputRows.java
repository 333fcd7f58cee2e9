package dev.racer.jobs.run;

import dev.racer.jobs.run.RunContext.PublicationMode;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.lake.LakeInputs;
import dev.racer.spark.publication.GateVerdict;
import dev.racer.spark.publication.QualityReport;
import dev.racer.spark.publication.QualityReport.TableQuality;
import dev.racer.spark.records.Exclusion;
import dev.racer.spark.records.LakeRows;
import dev.racer.spark.records.LakeSurvey;
import dev.racer.spark.records.Quarantine;
import dev.racer.spark.records.RecordLayout;
import dev.racer.spark.records.RowAccounting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Accounts for the input rows of a run: keeps the malformed ones, and refuses too many of them. */
public final class InputRows {
  /** The table of malformed rows. */
  public static final String QUARANTINE = "quarantine";

  private InputRows() {}

  /**
   * The account of each input table; writes the malformed rows, if there are any.
   *
   * @param excluded the written records that are not used: key, router and exclusion
   */
  public static List<TableQuality> account(
      SparkSession spark,
      AttemptFolder folder,
      LakeRows rows,
      LakeSurvey survey,
      RecordLayout layout,
      Dataset<Row> excluded,
      RowAccounting accounting) {
    Dataset<Row> quarantine = spark.createDataFrame(List.of(), Quarantine.schema());
    List<String> suspects = accounting.suspectTables();
    for (String table : suspects) {
      Dataset<Row> malformed =
          switch (table) {
            case LakeInputs.QUERIES -> Quarantine.ofQueries(rows);
            case LakeInputs.ROUTER_SCORES ->
                Quarantine.ofScores(rows, layout, survey.leftOut(layout));
            default -> Quarantine.ofOutcomes(rows, layout);
          };
      quarantine = quarantine.unionByName(malformed);
    }
    if (!suspects.isEmpty()) {
      folder.write(quarantine, QUARANTINE);
      quarantine = folder.read(QUARANTINE, Quarantine.schema());
    }
    return accounting.tables(quarantine, excluded, rows);
  }

  /** Whether the share of malformed rows is within the cap, one verdict per input table. */
  public static List<GateVerdict> judge(QualityReport quality, double maxQuarantinedShare) {
    List<GateVerdict> verdicts = new ArrayList<>();
    for (TableQuality table : quality.tables()) {
      // what lies outside the slice was not looked at: it must not make a bad slice look small
      long rows = table.rows() - table.excluded().getOrDefault(Exclusion.OUTSIDE_SLICE, 0L);
      double share = rows == 0 ? 0 : (double) table.quarantinedRows() / rows;
      verdicts.add(
          new GateVerdict(
              "quarantined-share " + table.table(),
              String.format(Locale.ROOT, "%.6f (%d of %d)", share, table.quarantinedRows(), rows),
              String.valueOf(maxQuarantinedShare),
              share <= maxQuarantinedShare));
    }
    return verdicts;
  }

  /**
   * Passes if the share of malformed rows is within the cap.
   *
   * @throws DataContractException if it is not, saying where the rows are
   */
  public static void requireSound(
      QualityReport quality, double maxQuarantinedShare, PublicationMode mode, AttemptFolder run) {
    List<String> refused =
        judge(quality, maxQuarantinedShare).stream()
            .filter(verdict -> !verdict.passed())
            .map(verdict -> verdict.name() + " is " + verdict.figure())
            .toList();
    if (refused.isEmpty()) {
      return;
    }
    List<String> reasons = new ArrayList<>();
    quality
        .tables()
        .forEach(
            table ->
                table
                    .quarantined()
                    .forEach((reason, n) -> reasons.add(table.table() + " " + reason + " " + n)));
    throw new DataContractException(
        "Too many malformed rows: "
            + String.join("; ", refused)
            + ", expected at most quality.max-quarantined-share = "
            + maxQuarantinedShare
            + " ("
            + String.join(", ", reasons)
            + "); "
            + (mode == PublicationMode.DRY_RUN
                ? "without --dry-run, the rows are kept for reading"
                : "the rows are in " + run.attempt().location() + "/" + QUARANTINE));
  }
}
