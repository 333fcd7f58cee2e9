package dev.racer.jobs.report.figure;

import dev.racer.jobs.report.plot.Axis;
import dev.racer.jobs.report.plot.Dash;
import dev.racer.jobs.report.plot.Ink;
import dev.racer.jobs.report.plot.IntervalPanel;
import dev.racer.jobs.report.plot.Key;
import dev.racer.jobs.report.plot.Key.Shape;
import dev.racer.jobs.report.plot.Marker;
import dev.racer.jobs.report.plot.Panel;
import dev.racer.jobs.report.plot.Plot;
import dev.racer.jobs.report.plot.Style;
import dev.racer.jobs.report.plot.Unit;
import dev.racer.jobs.report.sheet.Column;
import dev.racer.jobs.report.sheet.Form;
import dev.racer.jobs.report.sheet.Sheet;
import dev.racer.jobs.report.sheet.Value;
import dev.racer.jobs.report.table.Cell;
import dev.racer.jobs.report.table.Method;
import dev.racer.jobs.report.table.SummaryRow;
import dev.racer.jobs.report.table.TrialRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What was seen where calibration and test queries differ by day or by source: evidence about the
 * data, which random splits cannot give.
 */
final class Shift {
  private static final double TAIL = 0.025;
  private static final Style WITHIN = new Style(Ink.BLUE, Dash.SOLID, Marker.CIRCLE);
  private static final Style BEYOND = new Style(Ink.ORANGE, Dash.SOLID, Marker.DIAMOND);
  private static final Style BAND = new Style(Ink.MUTED, Dash.SOLID, Marker.NONE);
  private static final Style PROMISE = new Style(Ink.TEXT, Dash.SOLID, Marker.NONE);

  private final Subject subject;

  Shift(Subject subject) {
    this.subject = subject;
  }

  /**
   * A row of the table.
   *
   * @param summary where it comes from
   * @param low lower end of the risks to be expected
   * @param high upper end
   * @param row its index
   */
  record Line(SummaryRow summary, OptionalDouble low, OptionalDouble high, int row) {
    /** Whether the risk lies beyond what was to be expected. */
    boolean isBeyond() {
      double seen = summary.risk().mean().orElse(0);
      return low.isPresent() && (seen < low.getAsDouble() || seen > high.orElse(1));
    }

    /** Whether the risk is higher than was to be expected. */
    boolean isAbove() {
      return summary.risk().mean().orElse(0) > summary.reference().mean().orElse(1);
    }
  }

  /**
   * The table with its rows, and what is drawn of it.
   *
   * @param sheet the table; empty where there is no other split
   * @param lines every row of it
   * @param figure of the method shown first
   */
  record Found(Sheet sheet, List<Line> lines, Optional<Figure> figure) {}

  Found found() {
    Sheet.Builder builder =
        Sheet.of(
            "shift",
            "Other days, other sources",
            Column.of("split", "split by"),
            Column.of("router", "router"),
            Column.of("segment", "segment"),
            Column.of("nonconformity", "score"),
            Column.of("risk_level", "risk level"),
            Column.of("promised", "promised at most", Form.LEVEL),
            Column.of("trials", "trials", Form.COUNT),
            Column.of("n_cal_mean", "calibration queries", Form.COUNT),
            Column.of("n_test_mean", "test queries", Form.COUNT),
            Column.of("risk_mean", "risk", Form.RATE),
            Column.of("reference_risk_mean", "expected risk", Form.RATE),
            Column.of("expected_low", "expected from", Form.RATE),
            Column.of("expected_high", "expected to", Form.RATE),
            Column.of("set_size_mean", "set size", Form.DECIMAL),
            Column.of("z_p_value", "p of the mean", Form.P_VALUE),
            Column.of("fit_p_value", "p of the fit", Form.P_VALUE),
            Column.of("verdict", "verdict"));
    List<Line> lines = new ArrayList<>();
    for (String split : subject.otherSplits()) {
      for (String router : subject.routers()) {
        for (String segment : subject.segments()) {
          for (Method method : subject.methods()) {
            Cell cell = new Cell(split, router, segment, method, subject.scope().level());
            subject.index().summary(cell).ifPresent(row -> lines.add(line(builder, row)));
          }
        }
      }
    }
    Sheet sheet = builder.build();
    return new Found(sheet, lines, figure(sheet, lines));
  }

  private Line line(Sheet.Builder sheet, SummaryRow row) {
    List<TrialRow> trials =
        subject.index().trials(row.cell()).stream()
            .filter(trial -> trial.isFeasible() && trial.nTest() > 0)
            .toList();
    OptionalDouble low = OptionalDouble.empty();
    OptionalDouble high = OptionalDouble.empty();
    if (!trials.isEmpty()) {
      Reference reference = Reference.of(trials);
      low = OptionalDouble.of(reference.quantile(TAIL));
      high = OptionalDouble.of(reference.quantile(1 - TAIL));
    }
    Cell cell = row.cell();
    int index =
        sheet.add(
            Value.of(cell.split()),
            Value.of(cell.router()),
            Value.of(cell.segment()),
            Value.of(cell.method().nonconformity()),
            Value.of(cell.level().text()),
            Value.of(cell.level().value().doubleValue()),
            Value.of(row.trials()),
            Value.of(row.nCal()),
            Value.of(row.nTest()),
            Value.of(row.risk().mean()),
            Value.of(row.reference().mean()),
            Value.of(low),
            Value.of(high),
            Value.of(row.setSize().mean()),
            Value.of(row.zPValue()),
            Value.of(row.fitPValue()),
            Value.of(row.verdict()));
    return new Line(row, low, high, index);
  }

  private Optional<Figure> figure(Sheet sheet, List<Line> lines) {
    List<Panel> panels = new ArrayList<>();
    for (String split : subject.otherSplits()) {
      for (String router : subject.routers()) {
        List<Line> shown =
            lines.stream()
                .filter(
                    line ->
                        line.summary().cell().split().equals(split)
                            && line.summary().cell().router().equals(router)
                            && line.summary().cell().method().equals(subject.scope().method())
                            && line.summary().risk().mean().isPresent())
                .toList();
        if (!shown.isEmpty()) {
          panels.add(panel(sheet, split, router, shown));
        }
      }
    }
    if (panels.isEmpty()) {
      return Optional.empty();
    }
    Plot plot =
        new Plot(
            "shift",
            "Risk on other days or sources than those calibrated on",
            "For each router and segment: the risk promised, the range of risks to be expected if"
                + " the queries were of the same kind, and the risk seen.",
            List.of(
                new Key(Shape.TICK, PROMISE, "promised at most"),
                new Key(Shape.BAND, BAND, "expected in nineteen of twenty cases"),
                new Key(Shape.POINT, WITHIN, "seen, within"),
                new Key(Shape.POINT, BEYOND, "seen, beyond")),
            panels);
    return Optional.of(new Figure("", plot, sheet));
  }

  private Panel panel(Sheet sheet, String split, String router, List<Line> shown) {
    double highest = 0;
    List<IntervalPanel.Line> lines = new ArrayList<>();
    for (Line line : shown) {
      double promised = line.summary().cell().level().value().doubleValue();
      OptionalDouble seen = line.summary().risk().mean();
      highest =
          Math.max(highest, Math.max(promised, Math.max(seen.orElse(0), line.high().orElse(0))));
      lines.add(
          new IntervalPanel.Line(
              subject.names().segment(line.summary().cell().segment()),
              line.low(),
              line.high(),
              promised,
              seen,
              line.isBeyond() ? BEYOND : WITHIN,
              line.row(),
              sheet.tip(line.row())));
    }
    return new IntervalPanel(
        "by " + split + ", router " + router,
        Axis.over("risk on test queries", Unit.PERCENT, 0, highest),
        lines);
  }
}
