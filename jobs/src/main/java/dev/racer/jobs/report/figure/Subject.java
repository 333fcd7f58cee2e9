package dev.racer.jobs.report.figure;

import dev.racer.core.conformal.RiskLevel;
import dev.racer.jobs.report.table.Cell;
import dev.racer.jobs.report.table.Evaluation;
import dev.racer.jobs.report.table.Method;
import dev.racer.jobs.report.table.Scope;
import dev.racer.jobs.report.table.SummaryRow;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What every table and figure is made from. */
final class Subject {
  private final Evaluation evaluation;
  private final TrialIndex index;
  private final Names names;
  private final Map<String, String> slugs;

  Subject(Evaluation evaluation) {
    this.evaluation = evaluation;
    this.index = new TrialIndex(evaluation);
    this.names = new Names(evaluation.scope().segments());
    this.slugs = Names.slugs(evaluation.scope().routers());
  }

  Evaluation evaluation() {
    return evaluation;
  }

  Scope scope() {
    return evaluation.scope();
  }

  List<String> routers() {
    return scope().routers();
  }

  List<String> segments() {
    return scope().segments();
  }

  List<Method> methods() {
    return scope().methods();
  }

  TrialIndex index() {
    return index;
  }

  Names names() {
    return names;
  }

  /** Part of a file name that stands for a router. */
  String slug(String router) {
    return slugs.get(router);
  }

  /** A cell of the split whose trials are shown. */
  Cell cell(String router, String segment, Method method, RiskLevel level) {
    return new Cell(scope().split(), router, segment, method, level);
  }

  /** Its summary; empty if it was not evaluated. */
  Optional<SummaryRow> summary(String router, String segment, Method method, RiskLevel level) {
    return index.summary(cell(router, segment, method, level));
  }

  /** The splits beside the one whose trials are shown, in order. */
  List<String> otherSplits() {
    return evaluation.summaries().stream()
        .map(row -> row.cell().split())
        .distinct()
        .filter(split -> !split.equals(scope().split()))
        .sorted()
        .toList();
  }
}
