package dev.racer.spark.records;

import static org.apache.spark.sql.functions.col;

import dev.racer.core.conformal.UnknownLabels;
import dev.racer.core.conformal.VaryingProbability;
import dev.racer.spark.lake.DateRange;
import dev.racer.spark.lake.InputTable;
import dev.racer.spark.lake.LakeInputs;
import dev.racer.spark.lake.LakeReader;
import dev.racer.spark.lake.OutcomeDetails;
import dev.racer.spark.publication.QualityReport.TableQuality;
import dev.racer.spark.schema.CalibrationRecords;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * The way of a lake to records and accounts, as the job goes it.
 *
 * @param layout routers and pools found
 * @param records written and read back
 * @param accounting what became of the rows
 * @param quarantine the malformed rows
 * @param tables the account
 */
record RecordRun(
    RecordLayout layout,
    Dataset<Row> records,
    RowAccounting accounting,
    List<Row> quarantine,
    List<TableQuality> tables) {

  /** What is asked of a lake. */
  record Question(
      List<String> segments,
      Optional<String> excludeWhere,
      DateRange range,
      List<String> pool,
      UnknownLabels unknownLabels,
      OutcomeDetails details,
      Exploration exploration) {
    /** Everything, worst case, nothing excluded. */
    static final Question PLAIN =
        new Question(
            List.of(),
            Optional.empty(),
            DateRange.ALL,
            List.of(),
            UnknownLabels.WORST_CASE,
            OutcomeDetails.NONE,
            Exploration.UNSET);

    Question leastProbability(double least) {
      Exploration declared =
          new Exploration(Optional.empty(), Optional.of(least), VaryingProbability.THIN, 0);
      return new Question(segments, excludeWhere, range, pool, unknownLabels, details, declared);
    }

    Question exploration(Exploration wanted) {
      return new Question(segments, excludeWhere, range, pool, unknownLabels, details, wanted);
    }

    Question segments(String... columns) {
      return new Question(
          List.of(columns), excludeWhere, range, pool, unknownLabels, details, exploration);
    }

    Question excludeWhere(String rule) {
      return new Question(
          segments, Optional.of(rule), range, pool, unknownLabels, details, exploration);
    }

    Question range(DateRange days) {
      return new Question(segments, excludeWhere, days, pool, unknownLabels, details, exploration);
    }

    Question pool(String... models) {
      return new Question(
          segments, excludeWhere, range, List.of(models), unknownLabels, details, exploration);
    }

    Question details(OutcomeDetails wanted) {
      return new Question(segments, excludeWhere, range, pool, unknownLabels, wanted, exploration);
    }

    Question unknownLabels(UnknownLabels reading) {
      return new Question(segments, excludeWhere, range, pool, reading, details, exploration);
    }
  }

  static LakeRows rows(SparkSession spark, LakeInputs inputs, Question question) {
    LakeReader reader = new LakeReader(spark, inputs);
    InputTable queries = reader.queries(question.segments(), question.excludeWhere());
    return LakeRows.of(
        queries, reader.routerScores(), reader.outcomes(question.details()), question.range());
  }

  static LakeSurvey survey(LakeRows rows, Question question) {
    return LakeSurvey.take(rows, question.segments().stream().map(List::of).toList(), 10_000);
  }

  static RecordLayout layout(LakeRows rows, LakeSurvey survey, Question question) {
    return new RecordLayout(
        survey.routers(question.pool()),
        !question.pool().isEmpty(),
        question.segments(),
        rows.keyedByDate(),
        question.unknownLabels(),
        question.details());
  }

  static JavaRDD<RecordBatch> reduce(LakeRows rows, LakeSurvey survey, RecordLayout layout) {
    return new RecordReduction(layout, survey.segmentValues(), survey.queriesMentioned())
        .reduce(rows);
  }

  static RecordRun of(SparkSession spark, LakeInputs inputs, Question question, Path folder) {
    LakeRows all = rows(spark, inputs, question);
    try (LakeSlice slice = LakeSlice.of(all, question.exploration())) {
      return of(spark, slice.rows(), question, folder);
    }
  }

  private static RecordRun of(SparkSession spark, LakeRows rows, Question question, Path folder) {
    LakeSurvey survey = survey(rows, question);
    RecordLayout layout = layout(rows, survey, question);
    JavaRDD<RecordBatch> batches = reduce(rows, survey, layout);
    String location = folder.resolve("records").toString();
    RecordTables.frame(spark, batches, layout)
        .write()
        .mode(SaveMode.Overwrite)
        .partitionBy(CalibrationRecords.STATUS, CalibrationRecords.DATE)
        .parquet(location);
    Dataset<Row> records =
        spark.read().schema(CalibrationRecords.schema(question.segments())).parquet(location);
    RowAccounting accounting = new RowAccounting(survey, layout, RecordTally.of(batches, layout));
    List<Row> malformed = new ArrayList<>();
    for (String table : accounting.suspectTables()) {
      Dataset<Row> found =
          switch (table) {
            case LakeInputs.QUERIES -> Quarantine.ofQueries(rows);
            case LakeInputs.ROUTER_SCORES ->
                Quarantine.ofScores(rows, layout, survey.leftOut(layout));
            default -> Quarantine.ofOutcomes(rows, layout);
          };
      malformed.addAll(found.collectAsList());
    }
    List<TableQuality> tables =
        accounting.tables(
            spark.createDataFrame(malformed, Quarantine.schema()),
            records.filter(col(CalibrationRecords.EXCLUSION).isNotNull()),
            rows);
    return new RecordRun(layout, records, accounting, malformed, tables);
  }

  /** The account of a table. */
  TableQuality table(String name) {
    return tables.stream().filter(table -> table.table().equals(name)).findFirst().orElseThrow();
  }
}
