package dev.racer.jobs.run;

import static org.apache.spark.sql.functions.col;

import dev.racer.core.conformal.LabelState;
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
import dev.racer.spark.records.RouterIdentity;
import dev.racer.spark.records.RouterPool;
import dev.racer.spark.records.RowAccounting;
import dev.racer.spark.schema.CalibrationRecords;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * The calibration records of a run, with the account of every input row.
 *
 * @param layout routers, pools and columns
 * @param records the records, cached
 * @param tables the account of each input table
 * @param accounting what became of each router's queries
 */
public record LakeRecords(
    RecordLayout layout,
    JavaRDD<RecordBatch> records,
    List<TableQuality> tables,
    RowAccounting accounting)
    implements AutoCloseable {

  /** What a run does with its records first. */
  public interface Use {
    /**
     * Uses them, for example writes them.
     *
     * @return the records that are excluded, in rows of {@link CalibrationRecords}
     */
    Dataset<Row> use(Dataset<Row> records);
  }

  /** Leaves the records where they are. */
  public static final Use NOT_WRITTEN = LakeRecords::excluded;

  /** Those of the records that are excluded. */
  public static Dataset<Row> excluded(Dataset<Row> records) {
    return records.filter(col(CalibrationRecords.STATUS).equalTo(CalibrationRecords.EXCLUDED));
  }

  /**
   * Reduces the rows to records, accounts for them, and writes the malformed ones if there are any.
   *
   * @param folder where the malformed rows go
   */
  public static LakeRecords reduce(
      SparkSession spark,
      AttemptFolder folder,
      LakeRows rows,
      LakeSurvey survey,
      RecordLayout layout,
      Use use) {
    JavaRDD<RecordBatch> records =
        new RecordReduction(layout, survey.segmentValues(), survey.queriesMentioned())
            .reduce(rows)
            .persist(StorageLevel.MEMORY_AND_DISK()); // written, counted, scored, measured
    try {
      Dataset<Row> excluded = use.use(RecordTables.frame(spark, records, layout));
      RowAccounting accounting = new RowAccounting(survey, layout, RecordTally.of(records, layout));
      List<TableQuality> tables =
          InputRows.account(spark, folder, rows, survey, layout, excluded, accounting);
      return new LakeRecords(layout, records, tables, accounting);
    } catch (Throwable e) { // checked exceptions that Scala does not declare, and errors
      records.unpersist();
      throw e;
    }
  }

  /**
   * Reduces the rows to records as above, and refuses those that no run should go on with.
   *
   * @param folder where the malformed rows go
   * @param draft hears of the account
   * @param maxQuarantinedShare largest share of malformed rows in a table
   * @throws DataContractException if too many rows are malformed, or a router has no usable record
   */
  public static LakeRecords reduce(
      SparkSession spark,
      AttemptFolder folder,
      StatusDraft draft,
      RunContext.PublicationMode mode,
      double maxQuarantinedShare,
      LakeRows rows,
      LakeSurvey survey,
      RecordLayout layout,
      Use use) {
    LakeRecords records = reduce(spark, folder, rows, survey, layout, use);
    try {
      QualityReport quality = new QualityReport(records.tables(), List.of());
      draft.count(quality);
      InputRows.requireSound(quality, maxQuarantinedShare, mode, folder);
      records.requireUsable(survey);
      return records;
    } catch (RuntimeException e) {
      records.close();
      throw e;
    }
  }

  @Override
  public void close() {
    records.unpersist();
  }

  /**
   * Passes if every router has records that calibrate.
   *
   * @throws DataContractException if one has none, or if its pool is more likely a mistake
   */
  public void requireUsable(LakeSurvey survey) {
    for (RouterPool router : layout.routers()) {
      RouterIdentity name = router.identity();
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
      boolean isServedOtherwise = // another version of it has records
          layout.routers().stream()
              .filter(other -> other.router().equals(router.router()))
              .anyMatch(other -> accounting.records(other.identity()) > 0);
      if (used == 0 && !isServedOtherwise) {
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

  /**
   * The report on all input rows and routers.
   *
   * @param tallies how many queries each group of the grid holds
   */
  public QualityReport quality(Grid grid, IntFunction<GroupTally> tallies) {
    return quality(grid, tallies, group -> 0);
  }

  /**
   * The report on all input rows and routers, where groups are thinned.
   *
   * @param tallies how many queries each group of the grid holds
   * @param leftOut how many of them do not count
   */
  public QualityReport quality(
      Grid grid, IntFunction<GroupTally> tallies, IntToLongFunction leftOut) {
    List<RouterQuality> routers = new ArrayList<>();
    for (int r = 0; r < layout.routers().size(); r++) {
      RouterPool router = layout.routers().get(r);
      GroupTally tally = tallies.apply(grid.group(r, 0));
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
              router.version(),
              router.pool().id(),
              accounting.records(router.identity()),
              accounting.excluded(router.identity()),
              states,
              accounting.labels(router.identity()),
              leftOut.applyAsLong(grid.group(r, 0)),
              tally.tied(),
              withoutValue));
    }
    return new QualityReport(tables, routers);
  }
}
