package dev.racer.jobs.report;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.struct;

import dev.racer.core.conformal.RiskLevel;
import dev.racer.core.pool.CodePointOrder;
import dev.racer.core.published.SegmentName;
import dev.racer.jobs.report.table.BaselineRow;
import dev.racer.jobs.report.table.Cell;
import dev.racer.jobs.report.table.Evaluation;
import dev.racer.jobs.report.table.Method;
import dev.racer.jobs.report.table.RunFacts;
import dev.racer.jobs.report.table.Scope;
import dev.racer.jobs.report.table.SelectionRow;
import dev.racer.jobs.report.table.ShareRow;
import dev.racer.jobs.report.table.Spread;
import dev.racer.jobs.report.table.SummaryRow;
import dev.racer.jobs.report.table.TrialRow;
import dev.racer.jobs.report.table.VoteRow;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.publication.Attempt;
import dev.racer.spark.schema.EvaluationTables;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Reads the tables of an evaluation. What comes to the driver is bounded by shown segments,
 * routers, risk levels, trials and votes; rows per temperature are reduced to the chosen one
 * before.
 */
final class EvaluationReader {
  private static final String[] CELL = {
    "split",
    "router",
    "segment",
    "normalization",
    "null_score",
    "nonconformity",
    "risk_target",
    "guarantee",
    "risk_level"
  };
  private static final Comparator<Cell> CELL_ORDER =
      Comparator.comparing(Cell::split)
          .thenComparing(Cell::router, CodePointOrder.INSTANCE)
          .thenComparing(Cell::segment, SegmentName.ORDER)
          .thenComparing(cell -> cell.method().normalization())
          .thenComparing(cell -> cell.method().nullScore())
          .thenComparing(cell -> cell.method().nonconformity())
          .thenComparing(cell -> cell.method().riskTarget())
          .thenComparing(cell -> cell.method().guarantee())
          .thenComparing(Cell::level);

  private final SparkSession spark;
  private final Attempt attempt;

  /**
   * @param spark session
   * @param attempt what holds the tables
   */
  EvaluationReader(SparkSession spark, Attempt attempt) {
    this.spark = spark;
    this.attempt = attempt;
  }

  /**
   * Reads what a report shows.
   *
   * @param asked the risk level that is asked for
   * @throws DataContractException if a table is absent, or has other columns than it should
   */
  Evaluation read(RunFacts run, Optional<RiskLevel> asked) {
    List<SummaryRow> summaries =
        rows(
            table(EvaluationTables.EVALUATION_SUMMARY, EvaluationTables.evaluationSummary()),
            EvaluationReader::summary,
            Comparator.comparing(SummaryRow::cell, CELL_ORDER));
    Scope scope = Scope.of(summaries, asked, run.config());
    return new Evaluation(
        run,
        scope,
        summaries,
        trials(scope),
        votes(scope),
        baselines(scope),
        selections(scope),
        shares(scope));
  }

  private List<TrialRow> trials(Scope scope) {
    return rows(
        table(EvaluationTables.TRIAL_METRICS, EvaluationTables.trialMetrics())
            .filter(isShown(scope)),
        EvaluationReader::trial,
        Comparator.comparing(TrialRow::cell, CELL_ORDER).thenComparing(TrialRow::trial));
  }

  private List<VoteRow> votes(Scope scope) {
    Dataset<Row> chosen =
        atChosenTemperature(
            table(EvaluationTables.VOTE_METRICS, EvaluationTables.voteMetrics())
                .filter(isShown(scope).and(col("split").equalTo(scope.split()))),
            columns(CELL, "trial", "vote"));
    return rows(
        chosen,
        EvaluationReader::vote,
        Comparator.comparing(VoteRow::cell, CELL_ORDER)
            .thenComparing(VoteRow::trial)
            .thenComparing(VoteRow::vote));
  }

  private List<BaselineRow> baselines(Scope scope) {
    String[] key = {"split", "trial", "router", "segment", "baseline", "model", "vote"};
    Dataset<Row> chosen =
        atChosenTemperature(
            table(EvaluationTables.BASELINE_METRICS, EvaluationTables.baselineMetrics())
                .filter(ofSegments(scope).and(col("split").equalTo(scope.split()))),
            columns(key));
    return rows(
        chosen,
        EvaluationReader::baseline,
        Comparator.comparing(BaselineRow::split)
            .thenComparing(BaselineRow::router, CodePointOrder.INSTANCE)
            .thenComparing(BaselineRow::segment, SegmentName.ORDER)
            .thenComparing(BaselineRow::baseline)
            .thenComparing(row -> row.model().orElse(""), CodePointOrder.INSTANCE)
            .thenComparing(row -> row.vote().orElse(""))
            .thenComparing(BaselineRow::trial));
  }

  private List<SelectionRow> selections(Scope scope) {
    return rows(
        table(EvaluationTables.SELECTIONS, EvaluationTables.selections()).filter(ofSegments(scope)),
        EvaluationReader::selection,
        Comparator.comparing(SelectionRow::split)
            .thenComparing(SelectionRow::router, CodePointOrder.INSTANCE)
            .thenComparing(SelectionRow::segment, SegmentName.ORDER)
            .thenComparing(SelectionRow::objective)
            .thenComparing(SelectionRow::choice)
            .thenComparing(SelectionRow::trial));
  }

  private List<ShareRow> shares(Scope scope) {
    List<String> subjects = List.of(ShareRow.MODEL, ShareRow.TOP_1, ShareRow.ANSWERABLE);
    return rows(
        table(EvaluationTables.SHIFT_METRICS, EvaluationTables.shiftMetrics())
            .filter(ofSegments(scope)),
        EvaluationReader::share,
        Comparator.comparing(ShareRow::split)
            .thenComparing(ShareRow::router, CodePointOrder.INSTANCE)
            .thenComparing(ShareRow::segment, SegmentName.ORDER)
            .thenComparing(row -> subjects.indexOf(row.subject()))
            .thenComparing(row -> row.model().orElse(""), CodePointOrder.INSTANCE));
  }

  /** Of the rows that differ in the temperature, the best on validation, the coldest of these. */
  private static Dataset<Row> atChosenTemperature(Dataset<Row> rows, Column[] key) {
    Column temperature = coalesce(col("temperature"), lit(0.0));
    return rows.groupBy(key)
        .agg(
            max_by(struct(col("*")), struct(col("validation_correct"), negate(temperature)))
                .as("chosen"))
        .select("chosen.*");
  }

  /** Rows of the shown methods and segments, of every split. */
  private static Column isShown(Scope scope) {
    Method method = scope.method();
    Object[] scores = scope.methods().stream().map(Method::nonconformity).toArray();
    return ofSegments(scope)
        .and(col("normalization").equalTo(method.normalization()))
        .and(col("null_score").equalTo(method.nullScore()))
        .and(col("nonconformity").isin(scores))
        .and(col("risk_target").equalTo(method.riskTarget()))
        .and(col("guarantee").equalTo(method.guarantee()));
  }

  private static Column ofSegments(Scope scope) {
    return col("segment").isin(scope.segments().toArray());
  }

  private Dataset<Row> table(String name, StructType schema) {
    if (!attempt.names().contains(name)) {
      throw new DataContractException("Table " + name + " is missing from " + attempt.location());
    }
    Dataset<Row> rows = spark.read().parquet(attempt.sparkPath(name));
    for (var field : schema.fields()) {
      boolean isThere =
          List.of(rows.schema().fields()).stream()
              .anyMatch(
                  found ->
                      found.name().equals(field.name())
                          && found.dataType().equals(field.dataType()));
      if (!isThere) {
        throw new DataContractException(
            "Table %s in %s must have column %s of type %s, got %s"
                .formatted(
                    name,
                    attempt.location(),
                    field.name(),
                    field.dataType().simpleString(),
                    rows.schema().simpleString()));
      }
    }
    return rows.select(columns(schema.fieldNames()));
  }

  private static <T> List<T> rows(
      Dataset<Row> rows, Function<Row, T> reading, Comparator<T> order) {
    return rows.collectAsList().stream().map(reading).sorted(order).toList();
  }

  private static Column[] columns(String[] names, String... more) {
    Column[] columns = new Column[names.length + more.length];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = col(i < names.length ? names[i] : more[i - names.length]);
    }
    return columns;
  }

  private static Cell cell(Row row) {
    return new Cell(
        text(row, "split"),
        text(row, "router"),
        text(row, "segment"),
        new Method(
            text(row, "normalization"),
            text(row, "null_score"),
            text(row, "nonconformity"),
            text(row, "risk_target"),
            text(row, "guarantee")),
        RiskLevel.parse(text(row, "risk_level")));
  }

  private static SummaryRow summary(Row row) {
    return new SummaryRow(
        cell(row),
        row.getAs("trials"),
        row.getAs("feasible_trials"),
        real(row, "n_cal_mean"),
        real(row, "n_test_mean"),
        spread(row, "risk"),
        spread(row, "reference_risk"),
        real(row, "z"),
        real(row, "z_p_value"),
        real(row, "fit_p_value"),
        text(row, "verdict"),
        optionalText(row, "verdict_reason").orElse(""),
        spread(row, "answerable_miss"),
        spread(row, "null_credit"),
        spread(row, "set_size"),
        spread(row, "abstention"),
        real(row, "unknown_share"),
        real(row, "tied_share"));
  }

  private static TrialRow trial(Row row) {
    return new TrialRow(
        cell(row),
        row.getAs("trial"),
        text(row, "status"),
        row.getAs("n_cal"),
        whole(row, "rank"),
        row.getAs("test_queries"),
        row.getAs("n_test"),
        row.getAs("misses"),
        row.getAs("set_size_sum"),
        real(row, "mean_cost"));
  }

  private static VoteRow vote(Row row) {
    return new VoteRow(
        cell(row),
        row.getAs("trial"),
        text(row, "vote"),
        real(row, "temperature"),
        row.getAs("validation_queries"),
        row.getAs("validation_correct"),
        row.getAs("test_queries"),
        row.getAs("test_correct"));
  }

  private static BaselineRow baseline(Row row) {
    return new BaselineRow(
        text(row, "split"),
        row.getAs("trial"),
        text(row, "router"),
        text(row, "segment"),
        text(row, "baseline"),
        optionalText(row, "model"),
        optionalText(row, "vote"),
        row.getAs("validation_correct"),
        row.getAs("test_queries"),
        row.getAs("test_correct"),
        real(row, "calls"),
        real(row, "mean_cost"));
  }

  private static SelectionRow selection(Row row) {
    return new SelectionRow(
        text(row, "split"),
        row.getAs("trial"),
        text(row, "router"),
        text(row, "segment"),
        text(row, "choice"),
        text(row, "objective"),
        optionalText(row, "nonconformity"),
        optionalText(row, "risk_level"),
        optionalText(row, "vote"),
        row.getAs("selection_uses_calibration"),
        real(row, "test_accuracy"),
        real(row, "test_risk"),
        real(row, "test_set_size"));
  }

  private static ShareRow share(Row row) {
    return new ShareRow(
        text(row, "split"),
        text(row, "router"),
        text(row, "segment"),
        text(row, "subject"),
        optionalText(row, "model"),
        row.getAs("calibration_queries"),
        row.getAs("test_queries"),
        real(row, "calibration_rate"),
        real(row, "test_rate"),
        real(row, "p_value"),
        row.getAs("shifted"));
  }

  private static Spread spread(Row row, String name) {
    return new Spread(real(row, name + "_mean"), real(row, name + "_sd"));
  }

  private static String text(Row row, String column) {
    return optionalText(row, column)
        .orElseThrow(() -> new DataContractException("Column " + column + " must not be null"));
  }

  private static Optional<String> optionalText(Row row, String column) {
    return Optional.ofNullable(row.getAs(column));
  }

  private static OptionalDouble real(Row row, String column) {
    Double value = row.getAs(column);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  private static OptionalLong whole(Row row, String column) {
    Long value = row.getAs(column);
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }
}
