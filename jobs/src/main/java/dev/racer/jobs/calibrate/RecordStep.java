package dev.racer.jobs.calibrate;

import static org.apache.spark.sql.functions.col;

import dev.racer.core.conformal.LabelState;
import dev.racer.jobs.run.InputRows;
import dev.racer.spark.conformal.Calibration;
import dev.racer.spark.conformal.Grid;
import dev.racer.spark.conformal.GroupTally;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.publication.QualityReport;
import dev.racer.spark.publication.QualityReport.RouterQuality;
import dev.racer.spark.publication.QualityReport.TableQuality;
import dev.racer.spark.records.Exclusion;
import dev.racer.spark.records.LakeRows;
import dev.racer.spark.records.LakeSurvey;
import dev.racer.spark.records.RecordBatch;
import dev.racer.spark.records.RecordLayout;
import dev.racer.spark.records.RecordReduction;
import dev.racer.spark.records.RecordTables;
import dev.racer.spark.records.RecordTally;
import dev.racer.spark.records.RouterPool;
import dev.racer.spark.records.RowAccounting;
import dev.racer.spark.schema.CalibrationRecords;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * The written calibration records of a run, with the account of every input row.
 *
 * @param layout routers, pools and columns
 * @param records the records, cached
 * @param tables the account of each input table
 * @param accounting what became of each router's queries
 */
record RecordStep(
    RecordLayout layout,
    JavaRDD<RecordBatch> records,
    List<TableQuality> tables,
    RowAccounting accounting)
    implements AutoCloseable {

  /**
   * Writes the records, and the malformed rows if there are any.
   *
   * @throws DataContractException if too many rows are malformed, or a router has no usable record
   */
  static RecordStep write(
      SparkSession spark,
      CalibrateAttempt run,
      LakeRows rows,
      LakeSurvey survey,
      List<String> segmentColumns) {
    RecordLayout layout =
        new RecordLayout(
            survey.routers(run.config.poolModels()),
            !run.config.poolModels().isEmpty(),
            segmentColumns,
            rows.keyedByDate(),
            run.config.unknownLabels());
    JavaRDD<RecordBatch> records =
        new RecordReduction(layout, survey.segmentValues(), survey.queriesMentioned())
            .reduce(rows)
            .persist(StorageLevel.MEMORY_AND_DISK()); // written, counted, scored, measured
    try {
      run.folder.write(
          RecordTables.frame(spark, records, layout),
          CalibrateAttempt.RECORDS,
          CalibrationRecords.STATUS,
          CalibrationRecords.DATE);
      Dataset<Row> excluded =
          run.folder
              .read(CalibrateAttempt.RECORDS, CalibrationRecords.schema(segmentColumns))
              .filter(col(CalibrationRecords.STATUS).equalTo(CalibrationRecords.EXCLUDED));
      RowAccounting accounting = new RowAccounting(survey, layout, RecordTally.of(records, layout));
      List<TableQuality> tables =
          InputRows.account(spark, run.folder, rows, survey, layout, excluded, accounting);
      QualityReport quality = new QualityReport(tables, List.of());
      run.draft.count(quality);
      InputRows.requireSound(
          quality, run.config.maxQuarantinedShare(), run.context.mode(), run.folder);
      refuseUnusable(survey, layout, accounting);
      return new RecordStep(layout, records, tables, accounting);
    } catch (Throwable e) { // checked exceptions that Scala does not declare, and errors
      records.unpersist();
      throw e;
    }
  }

  @Override
  public void close() {
    records.unpersist();
  }

  private static void refuseUnusable(
      LakeSurvey survey, RecordLayout layout, RowAccounting accounting) {
    for (RouterPool router : layout.routers()) {
      String name = router.router();
      SortedMap<String, Long> excluded = accounting.excluded(name);
      long used = accounting.records(name);
      long partly = excluded.getOrDefault(Exclusion.PARTLY_SCORED, 0L);
      if (!layout.configuredPool() && partly > used) {
        // a model that hardly occurs is more likely a mistake than a member of the pool
        throw new DataContractException(
            "Router '"
                + name
                + "' scores all models that it ever scores for only "
                + used
                + " queries and some of them for "
                + partly
                + "; scores by model: "
                + survey.scoreRows().get(name)
                + "; expected a score for every model of its pool: name the pool with pool.models");
      }
      if (used == 0) {
        throw new DataContractException(
            "Router '"
                + name
                + "' has no usable query: excluded "
                + excluded
                + ", scores by model "
                + survey.scoreRows().get(name)
                + ", its pool "
                + router.pool().models()
                + "; see the account of rows in the run's status for malformed ones");
      }
    }
  }

  /** The report on all input rows and routers. */
  QualityReport quality(Calibration calibration) {
    Grid grid = calibration.grid();
    List<RouterQuality> routers = new ArrayList<>();
    for (int r = 0; r < layout.routers().size(); r++) {
      RouterPool router = layout.routers().get(r);
      GroupTally tally = calibration.tally(grid.group(r, 0));
      SortedMap<String, Long> states = new TreeMap<>();
      for (LabelState state : LabelState.values()) {
        if (tally.in(state) > 0) {
          states.put(state.key(), tally.in(state));
        }
      }
      SortedMap<String, Long> withoutValue = new TreeMap<>();
      for (int c = 0; c < grid.segmentColumns().size(); c++) {
        withoutValue.put(grid.segmentColumns().get(c), tally.withoutValue(c));
      }
      routers.add(
          new RouterQuality(
              router.router(),
              router.pool().id(),
              accounting.records(router.router()),
              accounting.excluded(router.router()),
              states,
              tally.tied(),
              withoutValue));
    }
    return new QualityReport(tables, routers);
  }
}
