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
import dev.racer.jobs.report.table.ShareRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * How often each model is right on the two sides of a split by date or column. What changed shows
 * here with more power than in the misses of one threshold.
 */
final class Change {
  private static final Style BEFORE = new Style(Ink.TEXT, Dash.SOLID, Marker.NONE);
  private static final Style SAME = new Style(Ink.BLUE, Dash.SOLID, Marker.CIRCLE);
  private static final Style CHANGED = new Style(Ink.ORANGE, Dash.SOLID, Marker.DIAMOND);

  private final Subject subject;

  Change(Subject subject) {
    this.subject = subject;
  }

  /**
   * A row of the table.
   *
   * @param share where it comes from
   * @param row its index
   */
  record Line(ShareRow share, int row) {}

  /**
   * The table with its rows, and what is drawn of it.
   *
   * @param sheet the table; empty where there is no such split
   * @param lines every row of it
   * @param figures one for each split
   */
  record Found(Sheet sheet, List<Line> lines, FigureGroup figures) {}

  Found found() {
    Sheet.Builder builder =
        Sheet.of(
            "change",
            "How often models are right, before and after",
            Column.of("split", "split by"),
            Column.of("router", "router"),
            Column.of("segment", "segment"),
            Column.of("subject", "what is right"),
            Column.of("model", "model"),
            Column.of("calibration_queries", "queries before", Form.COUNT),
            Column.of("calibration_rate", "right before", Form.SHARE),
            Column.of("test_queries", "queries after", Form.COUNT),
            Column.of("test_rate", "right after", Form.SHARE),
            Column.of("p_value", "p of the difference", Form.P_VALUE),
            Column.of("shifted", "changed"));
    List<Line> lines = new ArrayList<>();
    for (ShareRow share : subject.evaluation().shares()) {
      lines.add(
          new Line(
              share,
              builder.add(
                  Value.of(share.split()),
                  Value.of(share.router()),
                  Value.of(share.segment()),
                  Value.of(share.subject()),
                  Value.of(share.model()),
                  Value.of(share.calibrationQueries()),
                  Value.of(share.calibrationRate()),
                  Value.of(share.testQueries()),
                  Value.of(share.testRate()),
                  Value.of(share.pValue()),
                  Value.of(share.shifted() ? "yes" : "no"))));
    }
    Sheet sheet = builder.build();
    List<Figure> figures = new ArrayList<>();
    for (String router : subject.routers()) {
      figure(sheet, router, lines).ifPresent(figures::add);
    }
    return new Found(
        sheet,
        lines,
        new FigureGroup(
            "change",
            "Changes",
            "Right before, right after",
            "How often each model is right on the queries that calibrate or validate (the upright line)"
                + " and on those that test (the point). A diamond is a difference that is more than"
                + " chance, over all of them together.",
            figures));
  }

  private Optional<Figure> figure(Sheet sheet, String router, List<Line> lines) {
    Set<String> models =
        lines.stream()
            .flatMap(line -> line.share().model().stream())
            .collect(Collectors.toCollection(TreeSet::new));
    Map<List<String>, List<IntervalPanel.Line>> bySplitAndSegment = new LinkedHashMap<>();
    for (Line line : lines) {
      ShareRow share = line.share();
      if (share.router().equals(router)
          && share.calibrationRate().isPresent()
          && share.testRate().isPresent()) {
        bySplitAndSegment
            .computeIfAbsent(List.of(share.split(), share.segment()), key -> new ArrayList<>())
            .add(
                new IntervalPanel.Line(
                    label(share, models),
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    share.calibrationRate().getAsDouble(),
                    share.testRate(),
                    share.shifted() ? CHANGED : SAME,
                    line.row(),
                    sheet.tip(line.row())));
      }
    }
    if (bySplitAndSegment.isEmpty()) {
      return Optional.empty();
    }
    List<Panel> panels = new ArrayList<>();
    bySplitAndSegment.forEach(
        (key, ofPanel) ->
            panels.add(
                new IntervalPanel(
                    subject.names().segment(key.get(1)) + ", by " + key.get(0),
                    Axis.over("right answers", Unit.PERCENT, 0, 1),
                    ofPanel)));
    return Optional.of(
        new Figure(
            "Router " + router,
            new Plot(
                "change-" + subject.slug(router),
                "Right before, right after, router " + router,
                "For each segment and model: the share of right answers among the queries that"
                    + " calibrate or validate and among those that test.",
                List.of(
                    new Key(Shape.TICK, BEFORE, "before"),
                    new Key(Shape.POINT, SAME, "after"),
                    new Key(Shape.POINT, CHANGED, "after, changed")),
                panels),
            sheet));
  }

  private static String label(ShareRow share, Set<String> models) {
    return share.model().map(model -> Names.model(model, models)).orElseGet(() -> label(share));
  }

  /** What a share is of. */
  static String label(ShareRow share) {
    return switch (share.subject()) {
      case ShareRow.TOP_1 -> "router's top-1";
      case ShareRow.ANSWERABLE -> "any model";
      default -> share.model().orElse(share.subject());
    };
  }
}
