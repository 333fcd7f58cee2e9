package dev.racer.jobs.report.figure;

import dev.racer.core.conformal.RiskLevel;
import dev.racer.jobs.report.plot.HeatmapPanel;
import dev.racer.jobs.report.plot.Panel;
import dev.racer.jobs.report.plot.Plot;
import dev.racer.jobs.report.sheet.Column;
import dev.racer.jobs.report.sheet.Form;
import dev.racer.jobs.report.sheet.Sheet;
import dev.racer.jobs.report.sheet.Text;
import dev.racer.jobs.report.sheet.Value;
import dev.racer.jobs.report.sheet.View;
import dev.racer.jobs.report.table.SelectionRow;
import dev.racer.jobs.report.table.Spread;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** What the validation queries of the trials chose, and what became of it on the test queries. */
final class Choices {
  private static final String NO_VOTE = "no vote";

  private final Subject subject;
  private final List<SelectionRow> rows;

  Choices(Subject subject) {
    this.subject = subject;
    this.rows =
        subject.evaluation().selections().stream()
            .filter(row -> row.split().equals(subject.scope().split()))
            .toList();
  }

  private record Group(String router, String segment, String objective, String choice) {}

  /** One row per router, segment, objective and choice. */
  Sheet sheet() {
    Sheet.Builder sheet =
        Sheet.of(
            "chosen",
            "What was chosen on validation queries, and what became of it on test queries",
            Column.of("router", "router"),
            Column.of("segment", "segment"),
            Column.of("objective", "objective"),
            Column.of("choice", "choice"),
            Column.of("trials", "trials", Form.COUNT),
            Column.of("usual_risk_level", "most often risk level"),
            Column.of("usual_vote", "most often vote"),
            Column.of("usual_trials", "in trials", Form.COUNT),
            Column.of("promised_mean", "promised at most, mean", Form.RATE),
            Column.of("test_risk_mean", "risk", Form.RATE),
            Column.of("test_set_size_mean", "set size", Form.DECIMAL),
            Column.of("test_accuracy_mean", "accuracy", Form.SHARE),
            Column.of("test_accuracy_sd", "± between trials", Form.SHARE),
            Column.of("selection_uses_calibration", "calibration queries had a say"));
    List<SelectionRow> ordered = new ArrayList<>(rows);
    ordered.sort(
        Comparator.comparing((SelectionRow row) -> subject.routers().indexOf(row.router()))
            .thenComparing(SelectionRow::objective)
            .thenComparing(row -> subject.segments().indexOf(row.segment()))
            .thenComparing(row -> Names.order(row.choice(), subject.methods()))
            .thenComparing(SelectionRow::choice));
    Map<Group, List<SelectionRow>> groups = new LinkedHashMap<>();
    for (SelectionRow row : ordered) {
      groups
          .computeIfAbsent(
              new Group(row.router(), row.segment(), row.objective(), row.choice()),
              key -> new ArrayList<>())
          .add(row);
    }
    groups.forEach((group, ofGroup) -> add(sheet, group, ofGroup));
    return sheet.build();
  }

  private static void add(Sheet.Builder sheet, Group group, List<SelectionRow> rows) {
    Map<List<String>, Integer> counts = new LinkedHashMap<>();
    for (SelectionRow row : rows) {
      row.riskLevel().ifPresent(level -> counts.merge(List.of(level, vote(row)), 1, Integer::sum));
    }
    Optional<Map.Entry<List<String>, Integer>> usual =
        counts.entrySet().stream()
            .min(
                Comparator.comparing((Map.Entry<List<String>, Integer> entry) -> -entry.getValue())
                    .thenComparing(entry -> RiskLevel.parse(entry.getKey().get(0)))
                    .thenComparing(entry -> entry.getKey().get(1)));
    Spread accuracy = spread(rows, SelectionRow::testAccuracy);
    sheet.add(
        Value.of(group.router()),
        Value.of(group.segment()),
        Value.of(group.objective()),
        Value.of(group.choice()),
        Value.of(rows.size()),
        Value.of(usual.map(entry -> entry.getKey().get(0))),
        Value.of(usual.map(entry -> entry.getKey().get(1))),
        usual.map(entry -> Value.of(entry.getValue())).orElseGet(Value::none),
        Value.of(spread(rows, Choices::promised).mean()),
        Value.of(spread(rows, SelectionRow::testRisk).mean()),
        Value.of(spread(rows, SelectionRow::testSetSize).mean()),
        Value.of(accuracy.mean()),
        Value.of(accuracy.sd()),
        Value.of(rows.stream().anyMatch(SelectionRow::usesCalibration) ? "yes" : "no"));
  }

  /** The table laid out: a group of rows for each router and objective. */
  View view(Sheet sheet) {
    Map<String, List<List<Text>>> groups = new LinkedHashMap<>();
    for (int row = 0; row < sheet.rows().size(); row++) {
      groups
          .computeIfAbsent(
              "Router %s, objective %s"
                  .formatted(sheet.written(row, "router"), sheet.written(row, "objective")),
              key -> new ArrayList<>())
          .add(cells(sheet, row));
    }
    return new View(
        sheet.id(),
        sheet.title(),
        Text.words(
            "Chosen anew in every trial. The guarantee is kept where only validation queries had a say,"
                + " and void where calibration queries had one. Risk and accuracy in %."),
        List.of(
            View.Head.words("segment"),
            View.Head.words("choice"),
            View.Head.words("most often"),
            View.Head.numbers("in trials"),
            View.Head.numbers("promised at most, mean"),
            View.Head.numbers("risk"),
            View.Head.numbers("set size"),
            View.Head.numbers("accuracy"),
            View.Head.words("guarantee")),
        groups.entrySet().stream()
            .map(group -> new View.Group(Text.name(group.getKey()), group.getValue()))
            .toList());
  }

  private List<Text> cells(Sheet sheet, int row) {
    Text accuracy = Text.empty().andBare(sheet, row, "test_accuracy_mean");
    if (!sheet.value(row, "test_accuracy_sd").equals(Value.none())) {
      accuracy = accuracy.and(" ± ").andBare(sheet, row, "test_accuracy_sd");
    }
    boolean isVoid = sheet.written(row, "selection_uses_calibration").equals("yes");
    return List.of(
        Text.name(subject.names().segment(sheet.written(row, "segment"))),
        Text.name(Names.racer(sheet.written(row, "choice"))),
        Text.cell(sheet, row, "usual_risk_level").and(", ").and(sheet, row, "usual_vote"),
        Text.cell(sheet, row, "usual_trials").and(" of ").and(sheet, row, "trials"),
        Text.empty().andBare(sheet, row, "promised_mean"),
        Text.empty().andBare(sheet, row, "test_risk_mean"),
        Text.cell(sheet, row, "test_set_size_mean"),
        accuracy,
        Text.words(isVoid ? "void" : "kept"));
  }

  /** How often each risk level and vote was chosen, for each router and nonconformity score. */
  FigureGroup heatmaps() {
    Optional<String> objective = objective();
    List<Figure> figures = new ArrayList<>();
    for (String router : subject.routers()) {
      TreeSet<String> choices =
          new TreeSet<>(
              Comparator.comparing((String choice) -> Names.order(choice, subject.methods()))
                  .thenComparing(choice -> choice));
      rows.stream()
          .filter(row -> row.router().equals(router))
          .map(SelectionRow::choice)
          .forEach(choices::add);
      for (String choice : choices) {
        objective.flatMap(one -> heatmap(router, choice, one)).ifPresent(figures::add);
      }
    }
    return new FigureGroup(
        "selection",
        "Choices",
        "Chosen risk level and vote",
        "Numbers are trials; the objective is "
            + objective.orElse("")
            + ". Where they spread over many cells, the choice matters little.",
        figures);
  }

  /** Accuracy where it was sought, or else the first objective there is. */
  private Optional<String> objective() {
    TreeSet<String> objectives = new TreeSet<>();
    rows.forEach(row -> objectives.add(row.objective()));
    if (objectives.contains(SelectionRow.ACCURACY)) {
      return Optional.of(SelectionRow.ACCURACY);
    }
    return objectives.stream().findFirst();
  }

  private Optional<Figure> heatmap(String router, String choice, String objective) {
    List<SelectionRow> chosen =
        rows.stream()
            .filter(
                row ->
                    row.router().equals(router)
                        && row.choice().equals(choice)
                        && row.objective().equals(objective)
                        && row.riskLevel().isPresent())
            .toList();
    if (chosen.isEmpty()) {
      return Optional.empty();
    }
    String id = "selection-" + subject.slug(router) + "-" + choice;
    String title =
        "Chosen risk level and vote, router " + router + ", " + Names.racerAndScore(choice);
    Sheet.Builder builder =
        Sheet.of(
            id,
            title,
            Column.of("segment", "segment"),
            Column.of("risk_level", "risk level"),
            Column.of("vote", "vote"),
            Column.of("trials", "trials", Form.COUNT),
            Column.of("of_trials", "of", Form.COUNT));
    TreeMap<RiskLevel, String> levels = new TreeMap<>();
    subject.scope().levels().forEach(level -> levels.put(level, level.text()));
    chosen.forEach(
        row -> row.riskLevel().ifPresent(l -> levels.putIfAbsent(RiskLevel.parse(l), l)));
    List<RiskLevel> columns = List.copyOf(levels.keySet());
    List<String> votes = List.copyOf(new TreeSet<>(chosen.stream().map(Choices::vote).toList()));
    Map<String, List<Integer>> rowsOf = new LinkedHashMap<>();
    for (String segment : subject.segments()) {
      List<SelectionRow> ofSegment =
          chosen.stream().filter(row -> row.segment().equals(segment)).toList();
      if (!ofSegment.isEmpty()) {
        rowsOf.put(segment, add(builder, segment, ofSegment, columns, votes));
      }
    }
    Sheet sheet = builder.build();
    List<Panel> panels = new ArrayList<>();
    rowsOf.forEach(
        (segment, indexes) -> panels.add(panel(segment, indexes, columns, votes, sheet)));
    return Optional.of(
        new Figure(
            "Router " + router + ", " + Names.racerAndScore(choice),
            new Plot(
                id,
                title,
                "In how many trials which risk level and vote was chosen on validation queries, by"
                    + " segment.",
                List.of(),
                panels),
            sheet));
  }

  private static List<Integer> add(
      Sheet.Builder sheet,
      String segment,
      List<SelectionRow> chosen,
      List<RiskLevel> levels,
      List<String> votes) {
    List<Integer> indexes = new ArrayList<>();
    for (String vote : votes) {
      for (RiskLevel level : levels) {
        long trials =
            chosen.stream()
                .filter(row -> vote(row).equals(vote))
                .filter(row -> row.riskLevel().map(RiskLevel::parse).equals(Optional.of(level)))
                .count();
        if (trials > 0) {
          indexes.add(
              sheet.add(
                  Value.of(segment),
                  Value.of(level.text()),
                  Value.of(vote),
                  Value.of(trials),
                  Value.of(chosen.size())));
        }
      }
    }
    return indexes;
  }

  private Panel panel(
      String segment,
      List<Integer> indexes,
      List<RiskLevel> levels,
      List<String> votes,
      Sheet sheet) {
    List<String> texts = levels.stream().map(RiskLevel::text).toList();
    List<HeatmapPanel.Cell> cells = new ArrayList<>();
    double total = 1;
    for (int row : indexes) {
      Value trials = sheet.value(row, "trials");
      double value = trials instanceof Value.Whole whole ? whole.number() : 0;
      if (sheet.value(row, "of_trials") instanceof Value.Whole of) {
        total = of.number();
      }
      cells.add(
          new HeatmapPanel.Cell(
              levels.indexOf(RiskLevel.parse(sheet.written(row, "risk_level"))),
              votes.indexOf(sheet.written(row, "vote")),
              value,
              sheet.written(row, "trials"),
              row,
              sheet.tip(row)));
    }
    return new HeatmapPanel(
        subject.names().segment(segment),
        texts,
        "risk level",
        votes.stream().map(Names::shortVote).toList(),
        cells,
        total);
  }

  private static String vote(SelectionRow row) {
    return row.vote().orElse(NO_VOTE);
  }

  private static OptionalDouble promised(SelectionRow row) {
    return row.riskLevel()
        .map(level -> OptionalDouble.of(RiskLevel.parse(level).value().doubleValue()))
        .orElse(OptionalDouble.empty());
  }

  private static Spread spread(
      List<SelectionRow> rows, Function<SelectionRow, OptionalDouble> number) {
    return TrialIndex.byTrial(rows, SelectionRow::trial, number).spread();
  }
}
