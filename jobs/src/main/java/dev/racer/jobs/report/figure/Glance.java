package dev.racer.jobs.report.figure;

import dev.racer.jobs.report.sheet.Column;
import dev.racer.jobs.report.sheet.Form;
import dev.racer.jobs.report.sheet.Sheet;
import dev.racer.jobs.report.sheet.Value;
import dev.racer.jobs.report.table.BaselineRow;
import dev.racer.jobs.report.table.Cell;
import dev.racer.jobs.report.table.Method;
import dev.racer.jobs.report.table.Spread;
import dev.racer.jobs.report.table.SummaryRow;
import dev.racer.jobs.report.table.TrialRow;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What there is to know first, for every router, segment and score at the risk level in question:
 * promised, seen, calls, accuracy gained.
 */
final class Glance {
  /** Name of the table. */
  static final String ID = "glance";

  private final Subject subject;

  Glance(Subject subject) {
    this.subject = subject;
  }

  /**
   * A row of the table.
   *
   * @param summary where it comes from
   * @param row its index
   */
  record Line(SummaryRow summary, int row) {}

  /**
   * The table with its rows.
   *
   * @param sheet the table
   * @param lines every row of it
   */
  record Found(Sheet sheet, List<Line> lines) {
    /** The rows of a router, of the method shown first. */
    List<Line> of(String router, Method method) {
      return lines.stream()
          .filter(
              line ->
                  line.summary().cell().router().equals(router)
                      && line.summary().cell().method().equals(method))
          .toList();
    }
  }

  Found found() {
    Sheet.Builder sheet =
        Sheet.of(
            ID,
            "At a glance",
            Column.of("router", "router"),
            Column.of("segment", "segment"),
            Column.of("normalization", "normalization"),
            Column.of("null_score", "null score"),
            Column.of("nonconformity", "score"),
            Column.of("risk_target", "risk target"),
            Column.of("guarantee", "guarantee"),
            Column.of("risk_level", "risk level"),
            Column.of("promised", "promised at most", Form.LEVEL),
            Column.of("trials", "trials", Form.COUNT),
            Column.of("feasible_trials", "with a threshold", Form.COUNT),
            Column.of("n_cal_mean", "calibration queries", Form.COUNT),
            Column.of("n_test_mean", "test queries", Form.COUNT),
            Column.of("risk_mean", "risk", Form.RATE),
            Column.of("risk_sd", "± between trials", Form.RATE),
            Column.of("reference_risk_mean", "expected risk", Form.RATE),
            Column.of("reference_risk_sd", "± expected", Form.RATE),
            Column.of("verdict", "check"),
            Column.of("answerable_miss_mean", "missed of the answerable", Form.RATE),
            Column.of("null_credit_mean", "excused by the null model", Form.RATE),
            Column.of("models", "models in the pool", Form.COUNT),
            Column.of("set_size_mean", "models called", Form.DECIMAL),
            Column.of("set_size_sd", "± models called", Form.DECIMAL),
            Column.of("calls_saved", "calls saved", Form.SHARE),
            Column.of("cost_saved", "cost saved", Form.SHARE),
            Column.of("abstention_mean", "abstains", Form.RATE),
            Column.of("accuracy_mean", "accuracy", Form.SHARE),
            Column.of("accuracy_sd", "± accuracy", Form.SHARE),
            Column.of("over_top_1_mean", "gained over top-1", Form.POINTS),
            Column.of("over_top_1_sd", "± gained over top-1", Form.SHARE),
            Column.of("over_full_pool_mean", "gained over the full pool", Form.POINTS),
            Column.of("over_full_pool_sd", "± gained over the full pool", Form.SHARE),
            Column.of("unknown_share", "with unknown labels", Form.SHARE),
            Column.of("tied_share", "with tied router scores", Form.SHARE));
    List<Line> lines = new ArrayList<>();
    for (String router : subject.routers()) {
      for (String segment : subject.segments()) {
        for (Method method : subject.methods()) {
          subject
              .summary(router, segment, method, subject.scope().level())
              .ifPresent(row -> lines.add(new Line(row, add(sheet, row))));
        }
      }
    }
    return new Found(sheet.build(), lines);
  }

  private int add(Sheet.Builder sheet, SummaryRow row) {
    Cell cell = row.cell();
    TrialIndex index = subject.index();
    OptionalDouble models = index.models(cell.router(), subject.segments());
    TrialNumbers accuracy = index.accuracy(cell);
    Spread overTop1 =
        accuracy.minus(index.accuracy(cell.router(), cell.segment(), BaselineRow.TOP_1)).spread();
    Spread overPool =
        accuracy.minus(index.fullPoolAccuracy(cell.router(), cell.segment())).spread();
    return sheet.add(
        Value.of(cell.router()),
        Value.of(cell.segment()),
        Value.of(cell.method().normalization()),
        Value.of(cell.method().nullScore()),
        Value.of(cell.method().nonconformity()),
        Value.of(cell.method().riskTarget()),
        Value.of(cell.method().guarantee()),
        Value.of(cell.level().text()),
        Value.of(cell.level().value().doubleValue()),
        Value.of(row.trials()),
        Value.of(row.feasibleTrials()),
        Value.of(row.nCal()),
        Value.of(row.nTest()),
        Value.of(row.risk().mean()),
        Value.of(row.risk().sd()),
        Value.of(row.reference().mean()),
        Value.of(row.reference().sd()),
        Value.of(row.verdict()),
        Value.of(row.answerableMiss().mean()),
        Value.of(row.nullCredit().mean()),
        Value.of(models),
        Value.of(row.setSize().mean()),
        Value.of(row.setSize().sd()),
        Value.of(saved(row.setSize().mean(), models)),
        Value.of(saved(cost(cell), fullPoolCost(cell))),
        Value.of(row.abstention().mean()),
        Value.of(accuracy.spread().mean()),
        Value.of(accuracy.spread().sd()),
        Value.of(overTop1.mean()),
        Value.of(overTop1.sd()),
        Value.of(overPool.mean()),
        Value.of(overPool.sd()),
        Value.of(row.unknownShare()),
        Value.of(row.tiedShare()));
  }

  private OptionalDouble cost(Cell cell) {
    return TrialIndex.byTrial(
            subject.index().trials(cell).stream().filter(TrialRow::isFeasible).toList(),
            TrialRow::trial,
            TrialRow::meanCost)
        .spread()
        .mean();
  }

  private OptionalDouble fullPoolCost(Cell cell) {
    return subject.index().fullPoolCost(cell.router(), cell.segment()).spread().mean();
  }

  private static OptionalDouble saved(OptionalDouble spent, OptionalDouble full) {
    return spent.isPresent() && full.isPresent() && full.getAsDouble() > 0
        ? OptionalDouble.of(1 - spent.getAsDouble() / full.getAsDouble())
        : OptionalDouble.empty();
  }
}
