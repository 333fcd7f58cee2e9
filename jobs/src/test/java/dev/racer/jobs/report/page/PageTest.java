package dev.racer.jobs.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.core.conformal.RiskLevel;
import dev.racer.jobs.report.figure.Figure;
import dev.racer.jobs.report.figure.Report;
import dev.racer.jobs.report.plot.PlotWriter;
import dev.racer.jobs.report.table.BaselineRow;
import dev.racer.jobs.report.table.Cell;
import dev.racer.jobs.report.table.Evaluation;
import dev.racer.jobs.report.table.Method;
import dev.racer.jobs.report.table.RunFacts;
import dev.racer.jobs.report.table.Scope;
import dev.racer.jobs.report.table.Spread;
import dev.racer.jobs.report.table.SummaryRow;
import dev.racer.jobs.report.table.TrialRow;
import dev.racer.jobs.report.table.VoteRow;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** Pages of evaluations made by hand: odd names, and as little as there can be. */
class PageTest {
  private static final String HOSTILE = "</td><script>alert(1)</script>\"&'\u0001";
  private static final Method METHOD =
      new Method("softmax", "one-minus-max", "gap", "misrouting", "expected");

  private static Cell cell(String router, String segment, String level) {
    return new Cell("random", router, segment, METHOD, RiskLevel.parse(level));
  }

  private static SummaryRow summary(Cell cell, boolean isFeasible) {
    Spread share =
        isFeasible ? new Spread(OptionalDouble.of(0.0625), OptionalDouble.empty()) : Spread.NONE;
    return new SummaryRow(
        cell,
        1,
        isFeasible ? 1 : 0,
        OptionalDouble.of(isFeasible ? 99 : 3),
        OptionalDouble.of(80),
        share,
        share,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        "not-checked",
        HOSTILE,
        share,
        share,
        isFeasible ? new Spread(OptionalDouble.of(1), OptionalDouble.empty()) : Spread.NONE,
        share,
        OptionalDouble.of(0.25),
        OptionalDouble.of(0));
  }

  private static TrialRow trial(Cell cell, boolean isFeasible) {
    return new TrialRow(
        cell,
        0,
        isFeasible ? TrialRow.FEASIBLE : TrialRow.INFEASIBLE,
        isFeasible ? 99 : 3,
        isFeasible ? OptionalLong.of(90) : OptionalLong.empty(),
        80,
        80,
        5,
        80,
        OptionalDouble.empty());
  }

  private static Evaluation evaluation(
      List<SummaryRow> summaries,
      List<TrialRow> trials,
      List<VoteRow> votes,
      List<BaselineRow> baselines) {
    return new Evaluation(
        new RunFacts(
            HOSTILE, "00000000000000aa", List.of(), Map.of("key", HOSTILE), Optional.of(HOSTILE)),
        Scope.of(summaries, Optional.empty(), Map.of()),
        summaries,
        trials,
        votes,
        baselines,
        List.of(),
        List.of());
  }

  private static String page(Evaluation evaluation) throws Exception {
    Report report = Report.of(evaluation);
    for (Figure figure : report.plots()) {
      parse(PlotWriter.file(figure.plot()));
    }
    String page = Page.of(report, List.of("svg"));
    Document document = parse(page.replace("<!DOCTYPE html>\n", ""));
    assertThat(document.getElementsByTagName("script").getLength()).isZero();
    assertThat(document.getElementsByTagName("h2").getLength()).isGreaterThan(3);
    return page;
  }

  private static Document parse(String xml) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)));
  }

  @Test
  void namesAreTextWhateverTheyHold() throws Exception {
    Cell cell =
        cell(
            HOSTILE, "tenant=%3Cscript%3Ealert(1)".replace("(", "%28").replace(")", "%29"), "0.10");
    List<BaselineRow> baselines = new ArrayList<>();
    for (String model : List.of(HOSTILE, "b")) {
      baselines.add(baseline(cell, BaselineRow.MODEL, Optional.of(model), Optional.empty(), 1));
    }
    baselines.add(baseline(cell, BaselineRow.FULL_POOL, Optional.empty(), Optional.of(HOSTILE), 2));
    List<VoteRow> votes =
        List.of(new VoteRow(cell, 0, HOSTILE, OptionalDouble.empty(), 10, 5, 80, 60));

    String page =
        page(
            evaluation(List.of(summary(cell, true)), List.of(trial(cell, true)), votes, baselines));

    assertThat(page).contains("&lt;/td&gt;&lt;script&gt;alert(1)").doesNotContain("<script");
  }

  private static BaselineRow baseline(
      Cell cell, String kind, Optional<String> model, Optional<String> vote, double calls) {
    return new BaselineRow(
        "random",
        0,
        cell.router(),
        cell.segment(),
        kind,
        model,
        vote,
        5,
        80,
        40,
        OptionalDouble.of(calls),
        OptionalDouble.empty());
  }

  @Test
  void anEvaluationWithoutAnyThresholdSaysSo() throws Exception {
    Cell cell = cell("knn", "all", "0.10");

    String page =
        page(
            evaluation(
                List.of(summary(cell, false)), List.of(trial(cell, false)), List.of(), List.of()));

    assertThat(page)
        .contains("no threshold", "infeasible at ", "Not evaluated. Random splits")
        .contains("unknown labels");
  }

  @Test
  void aPoolOfOneModelSavesNothing() throws Exception {
    Cell cell = cell("knn", "all", "0.10");

    String page =
        page(
            evaluation(
                List.of(summary(cell, true)),
                List.of(trial(cell, true)),
                List.of(),
                List.of(baseline(cell, BaselineRow.MODEL, Optional.of("a"), Optional.empty(), 1))));

    assertThat(page).contains("calls nearly all");
  }

  @Test
  void theBoundOfAnswerableMissesIsToldAsSuch() throws Exception {
    Method method = new Method("softmax", "one-minus-max", "gap", "answerable-miss", "pac");
    Cell cell = new Cell("random", "knn", "all", method, RiskLevel.parse("0.10"));

    String page =
        page(
            evaluation(
                List.of(summary(cell, true)), List.of(trial(cell, true)), List.of(), List.of()));

    assertThat(page)
        .contains("of the queries that some model answers get a set in which no model is right")
        .contains("for most calibrations");
  }
}
