package dev.racer.jobs.report.figure;

import dev.racer.core.conformal.RiskLevel;
import dev.racer.jobs.report.sheet.Column;
import dev.racer.jobs.report.sheet.Form;
import dev.racer.jobs.report.sheet.Sheet;
import dev.racer.jobs.report.sheet.Text;
import dev.racer.jobs.report.sheet.Value;
import dev.racer.jobs.report.sheet.View;
import dev.racer.jobs.report.table.Method;
import dev.racer.jobs.report.table.SummaryRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Table 2 of the paper, risk at every level, and what the implementation check says of it. */
final class Risk {
  private final Subject subject;

  Risk(Subject subject) {
    this.subject = subject;
  }

  /**
   * A table with its layout.
   *
   * @param sheet the table
   * @param view how it is laid out
   */
  record Found(Sheet sheet, View view) {}

  /** Risk by router, segment, score and risk level. */
  Found levels() {
    Sheet.Builder builder =
        Sheet.of(
            "risk",
            "Risk on test queries at every risk level (Table 2 of the paper)",
            Column.of("router", "router"),
            Column.of("segment", "segment"),
            Column.of("nonconformity", "score"),
            Column.of("risk_level", "risk level"),
            Column.of("promised", "promised at most", Form.LEVEL),
            Column.of("trials", "trials", Form.COUNT),
            Column.of("feasible_trials", "with a threshold", Form.COUNT),
            Column.of("risk_mean", "risk", Form.RATE),
            Column.of("risk_sd", "± between trials", Form.RATE),
            Column.of("reference_risk_mean", "expected risk", Form.RATE),
            Column.of("reference_risk_sd", "± expected", Form.RATE),
            Column.of("z", "z", Form.DECIMAL),
            Column.of("z_p_value", "p of the mean", Form.P_VALUE),
            Column.of("fit_p_value", "p of the fit", Form.P_VALUE),
            Column.of("verdict", "check"),
            Column.of("verdict_reason", "reason"));
    Map<String, Map<Line, Map<RiskLevel, Integer>>> rows = new LinkedHashMap<>();
    for (String router : subject.routers()) {
      for (String segment : subject.segments()) {
        for (Method method : subject.methods()) {
          for (RiskLevel level : subject.scope().levels()) {
            subject
                .summary(router, segment, method, level)
                .ifPresent(
                    row ->
                        rows.computeIfAbsent(router, key -> new LinkedHashMap<>())
                            .computeIfAbsent(new Line(segment, method), key -> new TreeMap<>())
                            .put(level, add(builder, row)));
          }
        }
      }
    }
    Sheet sheet = builder.build();
    List<View.Head> heads = new ArrayList<>();
    heads.add(View.Head.words("segment"));
    heads.add(View.Head.words("score"));
    subject.scope().levels().forEach(level -> heads.add(head(sheet, level)));
    List<View.Group> groups = new ArrayList<>();
    rows.forEach(
        (router, lines) -> {
          List<List<Text>> cells = new ArrayList<>();
          lines.forEach((line, byLevel) -> cells.add(cells(sheet, line, byLevel)));
          groups.add(new View.Group(Text.name("Router " + router), cells));
        });
    return new Found(
        sheet,
        new View(
            sheet.id(),
            sheet.title(),
            Text.words(
                "In %: mean risk over trials ± standard deviation between them, and below it what it"
                    + " must come to if queries are exchangeable. ✓ the check passed, ✗ it failed, ·"
                    + " not checked."),
            heads,
            groups));
  }

  private record Line(String segment, Method method) {}

  private static View.Head head(Sheet sheet, RiskLevel level) {
    for (int row = 0; row < sheet.rows().size(); row++) {
      if (RiskLevel.parse(sheet.written(row, "risk_level")).equals(level)) {
        return new View.Head(Text.cell(sheet, row, "promised"), true);
      }
    }
    return new View.Head(Text.name(level.text()), true);
  }

  private static int add(Sheet.Builder sheet, SummaryRow row) {
    return sheet.add(
        Value.of(row.cell().router()),
        Value.of(row.cell().segment()),
        Value.of(row.cell().method().nonconformity()),
        Value.of(row.cell().level().text()),
        Value.of(row.cell().level().value().doubleValue()),
        Value.of(row.trials()),
        Value.of(row.feasibleTrials()),
        Value.of(row.risk().mean()),
        Value.of(row.risk().sd()),
        Value.of(row.reference().mean()),
        Value.of(row.reference().sd()),
        Value.of(row.z()),
        Value.of(row.zPValue()),
        Value.of(row.fitPValue()),
        Value.of(row.verdict()),
        row.verdictReason().isEmpty() ? Value.none() : Value.of(row.verdictReason()));
  }

  private List<Text> cells(Sheet sheet, Line line, Map<RiskLevel, Integer> byLevel) {
    List<Text> cells = new ArrayList<>();
    cells.add(Text.name(subject.names().segment(line.segment())));
    cells.add(Text.name(Names.racer(line.method().nonconformity())));
    for (RiskLevel level : subject.scope().levels()) {
      Integer row = byLevel.get(level);
      cells.add(row == null ? Text.words("–") : cell(sheet, row));
    }
    return cells;
  }

  private static Text cell(Sheet sheet, int row) {
    if (sheet.value(row, "risk_mean").equals(Value.none())) {
      return Text.words("no threshold");
    }
    Text text = Text.empty().andBare(sheet, row, "risk_mean");
    if (!sheet.value(row, "risk_sd").equals(Value.none())) {
      text = text.and(" ± ").andBare(sheet, row, "risk_sd");
    }
    text =
        text.and(
            switch (sheet.written(row, "verdict")) {
              case SummaryRow.PASSED -> " ✓";
              case SummaryRow.FAILED -> " ✗";
              default -> " ·";
            });
    return sheet.value(row, "reference_risk_mean").equals(Value.none())
        ? text
        : text.andLineEnd().and("of ").andBare(sheet, row, "reference_risk_mean");
  }

  /** How many cells of the whole evaluation passed the check, failed it or were not checked. */
  Sheet checks() {
    Map<List<String>, Integer> counts = new TreeMap<>((a, b) -> compare(a, b));
    for (SummaryRow row : subject.evaluation().summaries()) {
      counts.merge(
          List.of(row.cell().split(), row.verdict(), row.verdictReason()), 1, Integer::sum);
    }
    Sheet.Builder sheet =
        Sheet.of(
            "checks",
            "What the checks say of all cells",
            Column.of("split", "split"),
            Column.of("verdict", "check"),
            Column.of("cells", "cells", Form.COUNT),
            Column.of("reason", "reason"));
    counts.forEach(
        (key, cells) ->
            sheet.add(
                Value.of(key.get(0)),
                Value.of(key.get(1)),
                Value.of(cells),
                key.get(2).isEmpty() ? Value.none() : Value.of(key.get(2))));
    return sheet.build();
  }

  private static int compare(List<String> a, List<String> b) {
    for (int i = 0; i < a.size(); i++) {
      int order = a.get(i).compareTo(b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }
}
