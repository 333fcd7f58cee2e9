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
import dev.racer.jobs.report.table.Method;
import dev.racer.jobs.report.table.Spread;
import dev.racer.jobs.report.table.SummaryRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** What becomes of risk and set size as the risk level goes up, and of the one for the other. */
final class Sweeps {
  private static final Style ANSWERABLE = new Style(Ink.PURPLE, Dash.DASHED, Marker.TRIANGLE);

  private final Subject subject;

  Sweeps(Subject subject) {
    this.subject = subject;
  }

  private enum Kind {
    RISK("risk-sweep", "Risk by level", "Risk against risk level"),
    SET_SIZE("size-sweep", "Size by level", "Set size against risk level"),
    RISK_SIZE("risk-size", "Risk–size", "Risk against set size");

    private final String id;
    private final String label;
    private final String title;

    Kind(String id, String label, String title) {
      this.id = id;
      this.label = label;
      this.title = title;
    }

    String description() {
      return switch (this) {
        case RISK ->
            "Mean risk on test queries at each risk level, by segment and score, with the promise as"
                + " a diagonal.";
        case SET_SIZE ->
            "Mean number of models called per query at each risk level, by segment and score.";
        case RISK_SIZE ->
            "Mean risk on test queries against the mean number of models called, one point for each"
                + " risk level, by segment and score.";
      };
    }

    String caption() {
      return switch (this) {
        case RISK ->
            "On the dotted diagonal, risk is what was promised: points lie on it or just below."
                + " The pale band is one standard deviation between trials. Among the queries that some"
                + " model answers, more may be missed.";
        case SET_SIZE ->
            "The dotted line is the full pool: what lies below it is saved. The pale band is one"
                + " standard deviation between trials.";
        case RISK_SIZE -> "Further down and to the left is better: less risk with fewer calls.";
      };
    }
  }

  /** Risk against risk level, for each router. */
  FigureGroup ofRisk() {
    return group(Kind.RISK);
  }

  /** Set size against risk level, for each router. */
  FigureGroup ofSetSize() {
    return group(Kind.SET_SIZE);
  }

  /** Risk against set size, for each router. */
  FigureGroup ofRiskAndSize() {
    return group(Kind.RISK_SIZE);
  }

  private FigureGroup group(Kind kind) {
    List<Figure> figures = new ArrayList<>();
    for (String router : subject.routers()) {
      figure(kind, router).ifPresent(figures::add);
    }
    return new FigureGroup(kind.id, kind.label, kind.title, kind.caption(), figures);
  }

  private Optional<Figure> figure(Kind kind, String router) {
    String id = kind.id + "-" + subject.slug(router);
    Sheet.Builder builder =
        Sheet.of(
            id,
            kind.title + ", router " + router,
            Column.of("segment", "segment"),
            Column.of("nonconformity", "score"),
            Column.of("risk_level", "risk level"),
            Column.of("promised", "promised at most", Form.LEVEL),
            Column.of("trials", "trials", Form.COUNT),
            Column.of("risk_mean", "risk", Form.RATE),
            Column.of("risk_sd", "± between trials", Form.RATE),
            Column.of("answerable_miss_mean", "missed of the answerable", Form.RATE),
            Column.of("set_size_mean", "set size", Form.DECIMAL),
            Column.of("set_size_sd", "± set size between trials", Form.DECIMAL),
            Column.of("abstention_mean", "abstains", Form.RATE));
    Map<String, Map<Method, List<Found>>> found = new LinkedHashMap<>();
    for (String segment : subject.segments()) {
      for (Method method : subject.methods()) {
        for (RiskLevel level : subject.scope().levels()) {
          subject
              .summary(router, segment, method, level)
              .filter(row -> row.risk().mean().isPresent() && row.setSize().mean().isPresent())
              .ifPresent(
                  row ->
                      found
                          .computeIfAbsent(segment, key -> new LinkedHashMap<>())
                          .computeIfAbsent(method, key -> new ArrayList<>())
                          .add(new Found(row, add(builder, row))));
        }
      }
    }
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Sheet sheet = builder.build();
    List<Panel> panels = new ArrayList<>();
    found.forEach((segment, lines) -> panels.add(panel(kind, router, segment, lines, sheet)));
    List<Key> keys = new ArrayList<>(Series.keys(subject, Shape.LINE));
    if (kind == Kind.RISK) {
      keys.add(
          new Key(
              Shape.LINE,
              ANSWERABLE,
              "missed of the answerable, "
                  + Names.racer(subject.scope().method().nonconformity())));
      keys.add(new Key(Shape.LINE, Style.REFERENCE, "promised at most"));
    } else if (kind == Kind.SET_SIZE) {
      keys.add(new Key(Shape.LINE, Style.REFERENCE, "full pool"));
    }
    return Optional.of(
        new Figure(
            "Router " + router,
            new Plot(id, sheet.title(), kind.description(), keys, panels),
            sheet));
  }

  /** A summary and the row that it became. */
  private record Found(SummaryRow summary, int row) {}

  private static int add(Sheet.Builder sheet, SummaryRow row) {
    return sheet.add(
        Value.of(row.cell().segment()),
        Value.of(row.cell().method().nonconformity()),
        Value.of(row.cell().level().text()),
        Value.of(row.cell().level().value().doubleValue()),
        Value.of(row.feasibleTrials()),
        Value.of(row.risk().mean()),
        Value.of(row.risk().sd()),
        Value.of(row.answerableMiss().mean()),
        Value.of(row.setSize().mean()),
        Value.of(row.setSize().sd()),
        Value.of(row.abstention().mean()));
  }

  private Panel panel(
      Kind kind, String router, String segment, Map<Method, List<Found>> lines, Sheet sheet) {
    List<LinePanel.Series> series = new ArrayList<>();
    double highest = 0;
    double widest = 0;
    for (Map.Entry<Method, List<Found>> line : lines.entrySet()) {
      List<Point> points =
          line.getValue().stream().map(found -> point(kind, found, sheet)).toList();
      for (Point point : points) {
        highest = Math.max(highest, point.y() + point.spread());
        widest = Math.max(widest, point.x());
      }
      series.add(LinePanel.Series.line(Series.style(subject, line.getKey()), points));
      if (kind == Kind.RISK && line.getKey().equals(subject.scope().method())) {
        List<Point> missed = answerableMisses(line.getValue(), sheet);
        for (Point point : missed) {
          highest = Math.max(highest, point.y());
        }
        series.add(LinePanel.Series.line(ANSWERABLE, missed));
      }
    }
    OptionalDouble models = subject.index().models(router, subject.segments());
    List<Guide> guides = new ArrayList<>();
    if (kind == Kind.RISK) {
      highest = Math.max(highest, widest);
      guides.add(new Guide(Style.REFERENCE, 1.5, List.of(0.0, 0.0, widest, widest)));
    } else if (kind == Kind.SET_SIZE && models.isPresent()) {
      double full = models.getAsDouble();
      highest = Math.max(highest, full);
      guides.add(new Guide(Style.REFERENCE, 1.5, List.of(0.0, full, widest, full)));
    }
    return new LinePanel(
        subject.names().segment(segment),
        kind == Kind.RISK_SIZE
            ? Axis.over("mean set size", Unit.MODELS, 0, models.orElse(widest))
            : Axis.over("risk level", Unit.PERCENT, 0, widest),
        kind == Kind.SET_SIZE
            ? Axis.over("mean set size", Unit.MODELS, 0, highest)
            : Axis.over("risk", Unit.PERCENT, 0, highest),
        guides,
        series);
  }

  private static List<Point> answerableMisses(List<Found> found, Sheet sheet) {
    List<Point> points = new ArrayList<>();
    for (Found one : found) {
      OptionalDouble missed = one.summary().answerableMiss().mean();
      if (missed.isPresent()) {
        double level = one.summary().cell().level().value().doubleValue();
        points.add(new Point(level, missed.getAsDouble(), 0, one.row(), sheet.tip(one.row())));
      }
    }
    return points;
  }

  private static Point point(Kind kind, Found found, Sheet sheet) {
    double level = found.summary().cell().level().value().doubleValue();
    Spread risk = found.summary().risk();
    Spread size = found.summary().setSize();
    double riskMean = risk.mean().orElseThrow();
    double sizeMean = size.mean().orElseThrow();
    String tip = sheet.tip(found.row());
    return switch (kind) {
      case RISK -> new Point(level, riskMean, risk.sd().orElse(0), found.row(), tip);
      case SET_SIZE -> new Point(level, sizeMean, size.sd().orElse(0), found.row(), tip);
      case RISK_SIZE -> new Point(sizeMean, riskMean, 0, found.row(), tip);
    };
  }
}
