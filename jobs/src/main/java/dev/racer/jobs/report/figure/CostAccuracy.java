package dev.racer.jobs.report.figure;

import dev.racer.core.conformal.RiskLevel;
import dev.racer.jobs.report.plot.Axis;
import dev.racer.jobs.report.plot.Dash;
import dev.racer.jobs.report.plot.Ink;
import dev.racer.jobs.report.plot.Key;
import dev.racer.jobs.report.plot.Key.Shape;
import dev.racer.jobs.report.plot.LinePanel;
import dev.racer.jobs.report.plot.LinePanel.Guide;
import dev.racer.jobs.report.plot.LinePanel.Point;
import dev.racer.jobs.report.plot.Marker;
import dev.racer.jobs.report.plot.Panel;
import dev.racer.jobs.report.plot.Plot;
import dev.racer.jobs.report.plot.Style;
import dev.racer.jobs.report.plot.Unit;
import dev.racer.jobs.report.sheet.Column;
import dev.racer.jobs.report.sheet.Form;
import dev.racer.jobs.report.sheet.Sheet;
import dev.racer.jobs.report.sheet.Value;
import dev.racer.jobs.report.table.BaselineRow;
import dev.racer.jobs.report.table.Cell;
import dev.racer.jobs.report.table.Method;
import dev.racer.jobs.report.table.Spread;
import dev.racer.jobs.report.table.TrialRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What is saved over calling every candidate, against the accuracy gained over it; every option at
 * the vote that the validation queries of the trial chose.
 */
final class CostAccuracy {
  private static final Style FULL_POOL = new Style(Ink.TEXT, Dash.SOLID, Marker.CROSS);
  private static final Style TOP_1 = new Style(Ink.GREEN, Dash.SOLID, Marker.DIAMOND);
  private static final Style BEST_SINGLE = new Style(Ink.PURPLE, Dash.SOLID, Marker.TRIANGLE);
  private static final Style FRONT = new Style(Ink.PALE, Dash.SOLID, Marker.NONE);

  private static final String CAPTION =
      "Further up and to the right is better. What lies on the pale line is beaten by nothing else that"
          + " was measured. Every vote, that of the full pool too, is the one that the validation"
          + " queries of its trial chose.";

  private final Subject subject;

  CostAccuracy(Subject subject) {
    this.subject = subject;
  }

  private enum Measure {
    CALLS("cost-accuracy", "Calls", "Calls saved against accuracy gained", "calls saved"),
    COST("spend-accuracy", "Cost", "Cost saved against accuracy gained", "cost saved");

    private final String id;
    private final String label;
    private final String title;
    private final String axis;

    Measure(String id, String label, String title, String axis) {
      this.id = id;
      this.label = label;
      this.title = title;
      this.axis = axis;
    }
  }

  /** By calls, for each router; no figures without answers. */
  FigureGroup ofCalls() {
    return group(Measure.CALLS);
  }

  /** By cost, for each router; no figures without answers and costs. */
  FigureGroup ofCost() {
    return group(Measure.COST);
  }

  private FigureGroup group(Measure measure) {
    List<Figure> figures = new ArrayList<>();
    for (String router : subject.routers()) {
      figure(measure, router).ifPresent(figures::add);
    }
    return new FigureGroup(measure.id, measure.label, measure.title, CAPTION, figures);
  }

  /** Something to do with a query, as far as it was measured. */
  private record Option(
      Style style, String name, Optional<String> riskLevel, double spent, TrialNumbers accuracy) {}

  private Optional<Figure> figure(Measure measure, String router) {
    String id = measure.id + "-" + subject.slug(router);
    Sheet.Builder builder =
        Sheet.of(
            id,
            measure.title + ", router " + router,
            Column.of("segment", "segment"),
            Column.of("option", "option"),
            Column.of("risk_level", "risk level"),
            Column.of(
                "spent",
                measure == Measure.CALLS ? "calls per query" : "cost per query",
                measure == Measure.CALLS ? Form.DECIMAL : Form.PLAIN),
            Column.of("saved", measure.axis, Form.SHARE),
            Column.of("trials", "trials", Form.COUNT),
            Column.of("accuracy_mean", "accuracy", Form.SHARE),
            Column.of("gained_mean", "gained over the full pool", Form.POINTS),
            Column.of("gained_sd", "± between trials", Form.SHARE),
            Column.of("front", "on the front"));
    List<Draft> drafts = new ArrayList<>();
    for (String segment : subject.segments()) {
      draft(measure, router, segment, builder).ifPresent(drafts::add);
    }
    if (drafts.isEmpty()) {
      return Optional.empty();
    }
    Sheet sheet = builder.build();
    List<Panel> panels = drafts.stream().map(draft -> panel(measure, draft, sheet)).toList();
    List<Key> keys = new ArrayList<>(Series.keys(subject, Shape.LINE));
    keys.add(new Key(Shape.POINT, TOP_1, "the router's top-1"));
    keys.add(new Key(Shape.POINT, BEST_SINGLE, "best single model"));
    keys.add(new Key(Shape.POINT, FULL_POOL, "full pool"));
    keys.add(new Key(Shape.WIDE_LINE, FRONT, "Pareto front"));
    return Optional.of(
        new Figure(
            "Router " + router,
            new Plot(
                id,
                sheet.title(),
                "How much is saved over calling every candidate against how much accuracy is gained"
                    + " over it, one point for each risk level and score, by segment.",
                keys,
                panels),
            sheet));
  }

  /** The points of a segment: their series, and the rows they became. */
  private record Draft(String segment, List<LinePanel.Series> series, List<Front.Option> options) {}

  private Optional<Draft> draft(
      Measure measure, String router, String segment, Sheet.Builder sheet) {
    TrialNumbers full = subject.index().fullPoolAccuracy(router, segment);
    OptionalDouble fullSpent =
        measure == Measure.CALLS
            ? subject.index().models(router, subject.segments())
            : subject.index().fullPoolCost(router, segment).spread().mean();
    if (full.isEmpty() || fullSpent.isEmpty() || fullSpent.getAsDouble() <= 0) {
      return Optional.empty();
    }
    List<List<Option>> series = new ArrayList<>();
    for (Method method : subject.methods()) {
      List<Option> options = new ArrayList<>();
      for (RiskLevel level : subject.scope().levels()) {
        Cell cell = subject.cell(router, segment, method, level);
        TrialNumbers accuracy = subject.index().accuracy(cell);
        OptionalDouble spent = spent(measure, cell);
        if (!accuracy.isEmpty() && spent.isPresent()) {
          options.add(
              new Option(
                  Series.style(subject, method),
                  Names.racer(method.nonconformity()),
                  Optional.of(level.text()),
                  spent.getAsDouble(),
                  accuracy));
        }
      }
      series.add(options);
    }
    series.add(baseline(measure, router, segment, BaselineRow.TOP_1, TOP_1));
    series.add(baseline(measure, router, segment, BaselineRow.BEST_SINGLE, BEST_SINGLE));
    series.add(
        List.of(
            new Option(FULL_POOL, "full pool", Optional.empty(), fullSpent.getAsDouble(), full)));
    List<Front.Option> all = new ArrayList<>();
    for (List<Option> options : series) {
      options.forEach(option -> all.add(measured(option, full, fullSpent.getAsDouble())));
    }
    List<LinePanel.Series> lines = new ArrayList<>();
    for (List<Option> options : series) {
      if (!options.isEmpty()) {
        List<Point> points = new ArrayList<>();
        for (Option option : options) {
          points.add(add(sheet, segment, option, full, fullSpent.getAsDouble(), all));
        }
        lines.add(LinePanel.Series.line(options.get(0).style(), points));
      }
    }
    return Optional.of(new Draft(segment, lines, all));
  }

  private List<Option> baseline(
      Measure measure, String router, String segment, String baseline, Style style) {
    List<BaselineRow> rows =
        subject.index().baselines(router, segment).stream()
            .filter(row -> row.baseline().equals(baseline))
            .toList();
    OptionalDouble spent =
        TrialIndex.byTrial(
                rows,
                BaselineRow::trial,
                measure == Measure.CALLS ? BaselineRow::calls : BaselineRow::meanCost)
            .spread()
            .mean();
    TrialNumbers accuracy = subject.index().accuracy(router, segment, baseline);
    return spent.isEmpty() || accuracy.isEmpty()
        ? List.of()
        : List.of(
            new Option(
                style, Names.baseline(baseline), Optional.empty(), spent.getAsDouble(), accuracy));
  }

  private OptionalDouble spent(Measure measure, Cell cell) {
    return switch (measure) {
      case CALLS ->
          subject
              .index()
              .summary(cell)
              .map(row -> row.setSize().mean())
              .orElse(OptionalDouble.empty());
      case COST ->
          TrialIndex.byTrial(
                  subject.index().trials(cell).stream().filter(TrialRow::isFeasible).toList(),
                  TrialRow::trial,
                  TrialRow::meanCost)
              .spread()
              .mean();
    };
  }

  private static Front.Option measured(Option option, TrialNumbers full, double fullSpent) {
    return new Front.Option(
        1 - option.spent() / fullSpent, option.accuracy().minus(full).spread().mean().orElse(0));
  }

  private static Point add(
      Sheet.Builder sheet,
      String segment,
      Option option,
      TrialNumbers full,
      double fullSpent,
      List<Front.Option> all) {
    Front.Option measured = measured(option, full, fullSpent);
    Spread gained = option.accuracy().minus(full).spread();
    int row =
        sheet.add(
            Value.of(segment),
            Value.of(option.name()),
            Value.of(option.riskLevel()),
            Value.of(option.spent()),
            Value.of(measured.saved()),
            Value.of(option.accuracy().byTrial().size()),
            Value.of(option.accuracy().spread().mean()),
            Value.of(measured.gained()),
            Value.of(gained.sd()),
            Value.of(Front.holds(measured, all) ? "yes" : "no"));
    return new Point(measured.saved(), measured.gained(), 0, row, "");
  }

  private Panel panel(Measure measure, Draft draft, Sheet sheet) {
    double left = 0;
    double low = 0;
    double high = 0;
    List<LinePanel.Series> series = new ArrayList<>();
    for (LinePanel.Series one : draft.series()) {
      List<Point> points = new ArrayList<>();
      for (Point point : one.points()) {
        left = Math.min(left, point.x());
        low = Math.min(low, point.y());
        high = Math.max(high, point.y());
        points.add(new Point(point.x(), point.y(), 0, point.row(), sheet.tip(point.row())));
      }
      series.add(new LinePanel.Series(one.style(), one.joined(), points));
    }
    return new LinePanel(
        subject.names().segment(draft.segment()),
        Axis.over(measure.axis, Unit.PERCENT, left, 1),
        Axis.over("gained", Unit.POINTS, low, high),
        List.of(new Guide(FRONT, 7, Front.corners(draft.options()))),
        series);
  }
}
