package dev.racer.jobs.report.figure;

import dev.racer.core.published.SegmentName;
import dev.racer.jobs.report.sheet.Column;
import dev.racer.jobs.report.sheet.Form;
import dev.racer.jobs.report.sheet.Sheet;
import dev.racer.jobs.report.sheet.Text;
import dev.racer.jobs.report.sheet.Value;
import dev.racer.jobs.report.sheet.View;
import dev.racer.jobs.report.table.BaselineRow;
import dev.racer.jobs.report.table.SelectionRow;
import dev.racer.jobs.report.table.Spread;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Table 1 of the paper: accuracy of the candidates, of routers, of votes over the full pool, of
 * RACER with what its validation queries chose, and of the oracle; and what RACER gains.
 */
final class Accuracy {
  /** Stands for the mean over the segments of a segmentation. */
  private static final String MACRO = "macro";

  private final Subject subject;

  Accuracy(Subject subject) {
    this.subject = subject;
  }

  /** A line of the table: an answerer, with its numbers by segment. */
  private record Answerer(
      String router,
      String kind,
      String name,
      Map<String, TrialNumbers> accuracy,
      Map<String, TrialNumbers> calls) {}

  /**
   * The table of accuracies.
   *
   * @param sheet one row per answerer and segment
   * @param view the same with a column for each segment
   */
  record Found(Sheet sheet, View view) {}

  private static final List<String> COMMON =
      List.of(BaselineRow.MODEL, BaselineRow.BEST_SINGLE, BaselineRow.RANDOM, BaselineRow.ORACLE);

  Found accuracies() {
    Sheet.Builder builder =
        Sheet.of(
            "accuracy",
            "Accuracy on test queries (Table 1 of the paper)",
            Column.of("router", "router"),
            Column.of("kind", "kind"),
            Column.of("name", "name"),
            Column.of("segment", "segment"),
            Column.of("trials", "trials", Form.COUNT),
            Column.of("accuracy_mean", "accuracy", Form.SHARE),
            Column.of("accuracy_sd", "± between trials", Form.SHARE),
            Column.of("calls_mean", "calls per query", Form.DECIMAL));
    List<Group> groups = groups();
    List<String> segments = segmentsWithMacro();
    Map<Answerer, Map<String, Integer>> rows = new LinkedHashMap<>();
    for (Group group : groups) {
      for (Answerer answerer : group.answerers()) {
        rows.put(answerer, add(builder, answerer, segments));
      }
    }
    Sheet sheet = builder.build();
    return new Found(sheet, view(sheet, groups, segments, rows));
  }

  private record Group(String title, List<Answerer> answerers) {}

  private List<Group> groups() {
    List<Group> groups = new ArrayList<>();
    Map<String, List<Answerer>> common = new LinkedHashMap<>();
    for (String router : subject.routers()) {
      common.put(router, baselines(router, COMMON));
    }
    // candidates answer the same test queries whatever the router, unless routers scored other ones
    boolean isShared =
        common.values().stream()
                .map(answerers -> answerers.stream().map(Answerer::accuracy).toList())
                .distinct()
                .count()
            <= 1;
    if (isShared) {
      groups.add(
          new Group(
              "Without a router",
              common.values().stream().findFirst().orElse(List.of()).stream()
                  .map(one -> new Answerer("", one.kind(), one.name(), one.accuracy(), one.calls()))
                  .toList()));
    }
    for (String router : subject.routers()) {
      List<Answerer> answerers = new ArrayList<>();
      if (!isShared) {
        answerers.addAll(common.getOrDefault(router, List.of()));
      }
      answerers.addAll(baselines(router, List.of(BaselineRow.TOP_1, BaselineRow.FULL_POOL)));
      answerers.addAll(selections(router));
      groups.add(new Group("Router " + router, answerers));
    }
    return groups;
  }

  private List<Answerer> baselines(String router, List<String> kinds) {
    Map<List<String>, Answerer> found = new LinkedHashMap<>();
    Map<List<String>, Map<String, List<BaselineRow>>> rows = new LinkedHashMap<>();
    for (String segment : subject.segments()) {
      for (BaselineRow row : subject.index().baselines(router, segment)) {
        if (kinds.contains(row.baseline())) {
          rows.computeIfAbsent(List.of(row.baseline(), name(row)), key -> new LinkedHashMap<>())
              .computeIfAbsent(segment, key -> new ArrayList<>())
              .add(row);
        }
      }
    }
    List<List<String>> ordered = new ArrayList<>(rows.keySet());
    ordered.sort(
        Comparator.comparing((List<String> key) -> kinds.indexOf(key.get(0)))
            .thenComparing(key -> key.get(1)));
    for (List<String> key : ordered) {
      Map<String, List<BaselineRow>> bySegment = rows.get(key);
      found.put(
          key,
          new Answerer(
              router,
              key.get(0),
              key.get(1),
              numbers(bySegment, BaselineRow::trial, BaselineRow::accuracy),
              numbers(bySegment, BaselineRow::trial, BaselineRow::calls)));
    }
    return List.copyOf(found.values());
  }

  /** What tells baselines of a kind apart; the best single model is another one in each trial. */
  private static String name(BaselineRow row) {
    return switch (row.baseline()) {
      case BaselineRow.MODEL -> row.model().orElse("");
      case BaselineRow.FULL_POOL -> "full pool, " + Names.vote(row.vote().orElse(""));
      default -> Names.baseline(row.baseline());
    };
  }

  private List<Answerer> selections(String router) {
    TreeSet<String> choices =
        new TreeSet<>(
            Comparator.comparing((String choice) -> Names.order(choice, subject.methods()))
                .thenComparing(choice -> choice));
    for (String segment : subject.segments()) {
      accurate(router, segment).forEach(row -> choices.add(row.choice()));
    }
    List<Answerer> answerers = new ArrayList<>();
    for (String choice : choices) {
      Map<String, List<SelectionRow>> bySegment = new LinkedHashMap<>();
      for (String segment : subject.segments()) {
        List<SelectionRow> rows =
            accurate(router, segment).stream().filter(row -> row.choice().equals(choice)).toList();
        if (!rows.isEmpty()) {
          bySegment.put(segment, rows);
        }
      }
      answerers.add(
          new Answerer(
              router,
              "racer",
              Names.racer(choice),
              numbers(bySegment, SelectionRow::trial, SelectionRow::testAccuracy),
              numbers(bySegment, SelectionRow::trial, SelectionRow::testSetSize)));
    }
    return answerers;
  }

  private List<SelectionRow> accurate(String router, String segment) {
    return subject.index().selections(router, segment).stream()
        .filter(row -> row.objective().equals(SelectionRow.ACCURACY))
        .filter(row -> row.testAccuracy().isPresent())
        .toList();
  }

  /** Numbers by segment, and their mean over the segments of each segmentation. */
  private <T> Map<String, TrialNumbers> numbers(
      Map<String, List<T>> rows, Function<T, Integer> trial, Function<T, OptionalDouble> number) {
    Map<String, TrialNumbers> numbers = new LinkedHashMap<>();
    rows.forEach((segment, list) -> numbers.put(segment, TrialIndex.byTrial(list, trial, number)));
    for (Map.Entry<String, List<String>> macro : macros().entrySet()) {
      if (numbers.keySet().containsAll(macro.getValue())) {
        numbers.put(
            macro.getKey(),
            TrialNumbers.mean(macro.getValue().stream().map(numbers::get).toList()));
      }
    }
    return numbers;
  }

  /** The segments of each segmentation with more than one, by the name of their mean. */
  private Map<String, List<String>> macros() {
    Map<List<String>, List<String>> segmentations = new LinkedHashMap<>();
    for (String segment : subject.segments()) {
      if (!segment.equals(SegmentName.ALL)) {
        segmentations
            .computeIfAbsent(Names.columns(segment), key -> new ArrayList<>())
            .add(segment);
      }
    }
    Map<String, List<String>> macros = new LinkedHashMap<>();
    segmentations.forEach(
        (columns, segments) -> {
          if (segments.size() > 1) {
            macros.put(MACRO + "(" + String.join("&", columns) + ")", segments);
          }
        });
    return macros;
  }

  /** Each segmentation followed by its mean, all queries last. */
  private List<String> segmentsWithMacro() {
    List<String> segments = new ArrayList<>();
    Map<String, List<String>> macros = macros();
    for (String segment : subject.segments()) {
      if (segment.equals(SegmentName.ALL)) {
        continue;
      }
      segments.add(segment);
      macros.forEach(
          (macro, members) -> {
            if (members.get(members.size() - 1).equals(segment)) {
              segments.add(macro);
            }
          });
    }
    if (subject.segments().contains(SegmentName.ALL)) {
      segments.add(SegmentName.ALL);
    }
    return segments;
  }

  private String title(String segment) {
    return segment.startsWith(MACRO + "(") ? "mean of these" : subject.names().segment(segment);
  }

  private static Map<String, Integer> add(
      Sheet.Builder sheet, Answerer answerer, List<String> segments) {
    Map<String, Integer> rows = new LinkedHashMap<>();
    for (String segment : segments) {
      TrialNumbers accuracy = answerer.accuracy().getOrDefault(segment, TrialNumbers.NONE);
      if (accuracy.isEmpty()) {
        continue;
      }
      Spread spread = accuracy.spread();
      TrialNumbers calls = answerer.calls().getOrDefault(segment, TrialNumbers.NONE);
      rows.put(
          segment,
          sheet.add(
              Value.of(answerer.router()),
              Value.of(answerer.kind()),
              Value.of(answerer.name()),
              Value.of(segment),
              Value.of(accuracy.byTrial().size()),
              Value.of(spread.mean()),
              Value.of(spread.sd()),
              Value.of(calls.spread().mean())));
    }
    return rows;
  }

  private View view(
      Sheet sheet,
      List<Group> groups,
      List<String> segments,
      Map<Answerer, Map<String, Integer>> rows) {
    List<View.Head> heads = new ArrayList<>(List.of(View.Head.words("answers by")));
    segments.forEach(segment -> heads.add(new View.Head(Text.name(title(segment)), true)));
    heads.add(View.Head.numbers("calls per query"));
    List<View.Group> shown = new ArrayList<>();
    for (Group group : groups) {
      List<List<Text>> lines = new ArrayList<>();
      for (Answerer answerer : group.answerers()) {
        Map<String, Integer> bySegment = rows.getOrDefault(answerer, Map.of());
        List<Text> cells = new ArrayList<>(List.of(Text.name(answerer.name())));
        for (String segment : segments) {
          cells.add(meanAndSpread(sheet, bySegment.get(segment), "accuracy"));
        }
        // where calls differ between segments, those of all queries, or of the first segment
        Integer last =
            bySegment.getOrDefault(
                SegmentName.ALL, bySegment.values().stream().findFirst().orElse(-1));
        cells.add(last < 0 ? Text.words("–") : Text.cell(sheet, last, "calls_mean"));
        lines.add(cells);
      }
      if (!lines.isEmpty()) {
        shown.add(new View.Group(Text.name(group.title()), lines));
      }
    }
    return new View(sheet.id(), sheet.title(), note(), heads, shown);
  }

  private Text note() {
    Text note =
        Text.words(
            "In %: mean over trials ± standard deviation between them. Risk level, vote and temperature"
                + " of RACER, the temperature of the full pool's votes and the best single model are"
                + " chosen on the validation queries of each trial. An abstention counts as wrong.");
    return subject
        .evaluation()
        .run()
        .confidenceSource()
        .map(source -> note.and(" Confidences are judged by ").andName(source).and("."))
        .orElse(note);
  }

  /** A mean with its deviation; a dash where there is no row. */
  private static Text meanAndSpread(Sheet sheet, Integer row, String name) {
    if (row == null) {
      return Text.words("–");
    }
    Text text = Text.empty().andBare(sheet, row, name + "_mean");
    return sheet.value(row, name + "_sd").equals(Value.none())
        ? text
        : text.and(" ± ").andBare(sheet, row, name + "_sd");
  }

  /** What RACER gains over its router, the best single model and the full pool. */
  Found differences() {
    Sheet.Builder builder =
        Sheet.of(
            "differences",
            "What RACER gains",
            Column.of("router", "router"),
            Column.of("racer", "with"),
            Column.of("over", "over"),
            Column.of("segment", "segment"),
            Column.of("trials", "trials", Form.COUNT),
            Column.of("gained_mean", "gained", Form.POINTS),
            Column.of("gained_sd", "± between trials", Form.SHARE),
            Column.of("calls_mean", "calls per query", Form.DECIMAL),
            Column.of("calls_saved", "calls saved", Form.SHARE));
    List<String> segments = segmentsWithMacro();
    Map<String, Map<List<String>, Map<String, Integer>>> rows = new LinkedHashMap<>();
    for (String router : subject.routers()) {
      Map<String, Map<String, TrialNumbers>> rivals = rivals(router);
      for (Answerer racer : selections(router)) {
        rivals.forEach(
            (rival, accuracy) -> {
              Map<String, Integer> added = add(builder, router, racer, rival, accuracy, segments);
              if (!added.isEmpty()) {
                rows.computeIfAbsent(router, key -> new LinkedHashMap<>())
                    .put(List.of(racer.name(), rival), added);
              }
            });
      }
    }
    Sheet sheet = builder.build();
    List<View.Head> heads =
        new ArrayList<>(List.of(View.Head.words("gain of"), View.Head.words("over")));
    segments.forEach(segment -> heads.add(new View.Head(Text.name(title(segment)), true)));
    heads.add(View.Head.numbers("calls saved"));
    List<View.Group> groups = new ArrayList<>();
    rows.forEach(
        (router, ofRouter) -> {
          List<List<Text>> lines = new ArrayList<>();
          ofRouter.forEach(
              (pair, bySegment) -> {
                List<Text> cells = new ArrayList<>();
                cells.add(Text.name(pair.get(0)));
                cells.add(Text.name(pair.get(1)));
                for (String segment : segments) {
                  cells.add(meanAndSpread(sheet, bySegment.get(segment), "gained"));
                }
                int last =
                    bySegment.getOrDefault(
                        SegmentName.ALL, bySegment.values().stream().findFirst().orElseThrow());
                cells.add(Text.cell(sheet, last, "calls_saved"));
                lines.add(cells);
              });
          groups.add(new View.Group(Text.name("Router " + router), lines));
        });
    return new Found(
        sheet,
        new View(
            sheet.id(),
            sheet.title(),
            Text.words(
                "In percentage points of accuracy, compared within each trial: mean ± standard"
                    + " deviation. Calls saved are over the full pool."),
            heads,
            groups));
  }

  private Map<String, Map<String, TrialNumbers>> rivals(String router) {
    Map<String, Map<String, TrialNumbers>> rivals = new LinkedHashMap<>();
    for (Answerer one : baselines(router, List.of(BaselineRow.TOP_1, BaselineRow.BEST_SINGLE))) {
      rivals.put(
          one.kind().equals(BaselineRow.TOP_1) ? "the router's top-1" : "the " + one.name(),
          one.accuracy());
    }
    Map<String, TrialNumbers> pool = new LinkedHashMap<>();
    for (String segment : subject.segments()) {
      pool.put(segment, subject.index().fullPoolAccuracy(router, segment));
    }
    macros()
        .forEach(
            (macro, members) ->
                pool.put(macro, TrialNumbers.mean(members.stream().map(pool::get).toList())));
    rivals.put("the full pool, best vote", pool);
    return rivals;
  }

  private Map<String, Integer> add(
      Sheet.Builder sheet,
      String router,
      Answerer racer,
      String rival,
      Map<String, TrialNumbers> rivalAccuracy,
      List<String> segments) {
    OptionalDouble models = subject.index().models(router, subject.segments());
    Map<String, Integer> rows = new LinkedHashMap<>();
    for (String segment : segments) {
      TrialNumbers gained =
          racer
              .accuracy()
              .getOrDefault(segment, TrialNumbers.NONE)
              .minus(rivalAccuracy.getOrDefault(segment, TrialNumbers.NONE));
      if (gained.isEmpty()) {
        continue;
      }
      OptionalDouble calls = racer.calls().getOrDefault(segment, TrialNumbers.NONE).spread().mean();
      OptionalDouble saved =
          calls.isPresent() && models.isPresent()
              ? OptionalDouble.of(1 - calls.getAsDouble() / models.getAsDouble())
              : OptionalDouble.empty();
      rows.put(
          segment,
          sheet.add(
              Value.of(router),
              Value.of(racer.name()),
              Value.of(rival),
              Value.of(segment),
              Value.of(gained.byTrial().size()),
              Value.of(gained.spread().mean()),
              Value.of(gained.spread().sd()),
              Value.of(calls),
              Value.of(saved)));
    }
    return rows;
  }
}
