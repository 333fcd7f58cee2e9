package dev.racer.jobs.report.figure;

import dev.racer.jobs.report.sheet.Sheet;
import dev.racer.jobs.report.sheet.Text;
import dev.racer.jobs.report.sheet.View;
import dev.racer.jobs.report.table.Evaluation;
import dev.racer.jobs.report.table.Method;
import dev.racer.jobs.report.table.SummaryRow;
import dev.racer.spark.schema.EvaluationTables;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything that a report shows, in the order in which it is shown.
 *
 * @param run where it comes from
 * @param config the configuration of the run
 * @param shift what was seen on other days and sources
 * @param routers what there is to know first, by router
 * @param glance the table of that
 * @param withoutThreshold risk levels without a threshold
 * @param accuracy Table 1 of the paper
 * @param differences what RACER gains
 * @param risk Table 2 of the paper
 * @param checks what the checks say
 * @param chosen what validation queries chose
 * @param figures the plots
 * @param summary the summary of everything
 * @param hasAnswers whether there was something to vote on
 * @param hiddenSegments number of segments that are in no plot, being smaller
 */
public record Report(
    Sheet run,
    Sheet config,
    ShiftEvidence shift,
    List<RouterGlance> routers,
    Sheet glance,
    Sheet withoutThreshold,
    Laid accuracy,
    Laid differences,
    Laid risk,
    Sheet checks,
    Laid chosen,
    List<FigureGroup> figures,
    Sheet summary,
    boolean hasAnswers,
    int hiddenSegments) {
  private static final String TEST_FROM = "evaluate.test-from";
  private static final String SPLIT_COLUMN = "evaluate.split-column";

  /** Takes copies. */
  public Report {
    routers = List.copyOf(routers);
    figures = List.copyOf(figures);
  }

  /**
   * A table with its layout.
   *
   * @param sheet the table
   * @param view how it is laid out
   */
  public record Laid(Sheet sheet, View view) {}

  /**
   * What was seen on other days and sources.
   *
   * @param designs how each such split tells queries apart, as far as the configuration says
   * @param sheet the risks; without rows where there is no such split
   * @param figure what is drawn of them
   * @param seen number of rows with a risk
   * @param failed number of rows whose risk is not as was to be expected
   * @param shares how often models are right on both sides
   * @param changes what is drawn of them; without figures where there is no such split
   * @param changed number of these that changed
   */
  public record ShiftEvidence(
      List<Text> designs,
      Sheet sheet,
      Optional<Figure> figure,
      long seen,
      long failed,
      Sheet shares,
      FigureGroup changes,
      long changed) {
    /** Takes a copy. */
    public ShiftEvidence {
      designs = List.copyOf(designs);
    }
  }

  /**
   * What there is to know first about a router.
   *
   * @param router its name
   * @param method how the thresholds are made that are shown
   * @param segments its segments
   */
  public record RouterGlance(String router, Method method, List<SegmentGlance> segments) {
    /** Takes a copy. */
    public RouterGlance {
      segments = List.copyOf(segments);
    }
  }

  /**
   * What there is to know first about a segment.
   *
   * @param name what people call it
   * @param row index of its row in the table {@code glance}
   * @param worries what to worry about
   */
  public record SegmentGlance(String name, int row, List<Worry> worries) {
    /** Takes a copy. */
    public SegmentGlance {
      worries = List.copyOf(worries);
    }
  }

  /** The report on an evaluation. */
  public static Report of(Evaluation evaluation) {
    Subject subject = new Subject(evaluation);
    Shift.Found shift = new Shift(subject).found();
    Change.Found change = new Change(subject).found();
    Glance.Found glance = new Glance(subject).found();
    Worries.Found worries = new Worries(subject, glance, shift, change).found();
    Accuracy accuracy = new Accuracy(subject);
    Accuracy.Found accuracies = accuracy.accuracies();
    Accuracy.Found differences = accuracy.differences();
    Risk risk = new Risk(subject);
    Risk.Found levels = risk.levels();
    Choices choices = new Choices(subject);
    Sheet chosen = choices.sheet();
    Histograms histograms = new Histograms(subject);
    Sweeps sweeps = new Sweeps(subject);
    CostAccuracy costs = new CostAccuracy(subject);
    List<FigureGroup> figures =
        Stream.of(
                costs.ofCalls(),
                costs.ofCost(),
                sweeps.ofRisk(),
                sweeps.ofSetSize(),
                sweeps.ofRiskAndSize(),
                histograms.ofRisk(),
                histograms.ofSetSize(),
                choices.heatmaps())
            .filter(group -> !group.figures().isEmpty())
            .toList();
    return new Report(
        Provenance.run(evaluation.run()),
        Provenance.config(evaluation.run()),
        new ShiftEvidence(
            designs(subject),
            shift.sheet(),
            shift.figure(),
            shift.lines().stream().filter(line -> line.summary().risk().mean().isPresent()).count(),
            shift.lines().stream()
                .filter(line -> line.summary().verdict().equals(SummaryRow.FAILED))
                .count(),
            change.sheet(),
            change.figures(),
            change.lines().stream().filter(line -> line.share().shifted()).count()),
        routers(subject, glance, worries.worries()),
        glance.sheet(),
        worries.withoutThreshold(),
        new Laid(accuracies.sheet(), accuracies.view()),
        new Laid(differences.sheet(), differences.view()),
        new Laid(levels.sheet(), levels.view()),
        risk.checks(),
        new Laid(chosen, choices.view(chosen)),
        figures,
        Provenance.summary(evaluation.summaries()),
        evaluation.hasAnswers(),
        evaluation.scope().hiddenSegments());
  }

  private static List<Text> designs(Subject subject) {
    Map<String, String> config = subject.evaluation().run().config();
    List<Text> designs = new ArrayList<>();
    for (String split : subject.otherSplits()) {
      if (split.equals(EvaluationTables.BY_DATE) && config.containsKey(TEST_FROM)) {
        designs.add(
            Text.words("By date: days before ")
                .andName(config.get(TEST_FROM))
                .and(" calibrate, that day and later ones test."));
      } else if (split.equals(EvaluationTables.BY_COLUMN) && config.containsKey(SPLIT_COLUMN)) {
        designs.add(
            Text.words("By column ")
                .andName(config.get(SPLIT_COLUMN))
                .and(": ")
                .andName(config.getOrDefault("evaluate.calibration-values", "?"))
                .and(" calibrates, ")
                .andName(config.getOrDefault("evaluate.test-values", "?"))
                .and(" tests."));
      }
    }
    return designs;
  }

  private static List<RouterGlance> routers(
      Subject subject, Glance.Found glance, List<Worry> worries) {
    List<RouterGlance> routers = new ArrayList<>();
    for (String router : subject.routers()) {
      List<SegmentGlance> segments = new ArrayList<>();
      for (Glance.Line line : glance.of(router, subject.scope().method())) {
        String segment = line.summary().cell().segment();
        segments.add(
            new SegmentGlance(
                subject.names().segment(segment),
                line.row(),
                worries.stream()
                    .filter(
                        worry -> worry.router().equals(router) && worry.segment().equals(segment))
                    .toList()));
      }
      routers.add(new RouterGlance(router, subject.scope().method(), segments));
    }
    return routers;
  }

  /** All tables, by their ids, in the order in which they are shown. */
  public Map<String, Sheet> sheets() {
    Map<String, Sheet> sheets = new LinkedHashMap<>();
    Stream.concat(
            Stream.of(
                run,
                config,
                shift.sheet(),
                shift.shares(),
                glance,
                withoutThreshold,
                accuracy.sheet(),
                differences.sheet(),
                risk.sheet(),
                checks,
                chosen.sheet(),
                summary),
            groups().flatMap(group -> group.figures().stream()).map(Figure::sheet))
        .forEach(sheet -> sheets.put(sheet.id(), sheet));
    return sheets;
  }

  /** All tables laid out for reading, by their ids. */
  public Map<String, View> views() {
    Map<String, View> views = new LinkedHashMap<>();
    sheets().forEach((id, sheet) -> views.put(id, View.of(sheet)));
    for (Laid laid : List.of(accuracy, differences, risk, chosen)) {
      views.put(laid.view().id(), laid.view());
    }
    return views;
  }

  private Stream<FigureGroup> groups() {
    return Stream.concat(Stream.of(shift.changes()), figures.stream());
  }

  /** All plots with their tables. */
  public List<Figure> plots() {
    return Stream.concat(
            shift.figure().stream(), groups().flatMap(group -> group.figures().stream()))
        .toList();
  }
}
