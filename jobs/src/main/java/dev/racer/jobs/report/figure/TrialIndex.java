package dev.racer.jobs.report.figure;

import dev.racer.jobs.report.table.BaselineRow;
import dev.racer.jobs.report.table.Cell;
import dev.racer.jobs.report.table.Evaluation;
import dev.racer.jobs.report.table.SelectionRow;
import dev.racer.jobs.report.table.SummaryRow;
import dev.racer.jobs.report.table.TrialRow;
import dev.racer.jobs.report.table.VoteRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Finds the rows of an evaluation, by cell, and the numbers of its trials. */
final class TrialIndex {
  private final Map<Cell, SummaryRow> summaries = new HashMap<>();
  private final Map<Cell, List<TrialRow>> trials = new HashMap<>();
  private final Map<Cell, List<VoteRow>> votes = new HashMap<>();
  private final Map<Place, List<BaselineRow>> baselines = new HashMap<>();
  private final Map<Place, List<SelectionRow>> selections = new HashMap<>();

  /** What votes and baselines are counted for. */
  private record Place(String router, String segment) {}

  TrialIndex(Evaluation evaluation) {
    evaluation.summaries().forEach(row -> summaries.put(row.cell(), row));
    evaluation.trials().forEach(row -> list(trials, row.cell()).add(row));
    evaluation.votes().forEach(row -> list(votes, row.cell()).add(row));
    evaluation
        .baselines()
        .forEach(row -> list(baselines, new Place(row.router(), row.segment())).add(row));
    for (SelectionRow row : evaluation.selections()) {
      if (row.split().equals(evaluation.scope().split())) {
        list(selections, new Place(row.router(), row.segment())).add(row);
      }
    }
  }

  private static <K, V> List<V> list(Map<K, List<V>> lists, K key) {
    return lists.computeIfAbsent(key, k -> new ArrayList<>());
  }

  Optional<SummaryRow> summary(Cell cell) {
    return Optional.ofNullable(summaries.get(cell));
  }

  /** The trials of a cell at the risk level in question, in order. */
  List<TrialRow> trials(Cell cell) {
    return trials.getOrDefault(cell, List.of());
  }

  /** The votes of a cell, in all trials. */
  List<VoteRow> votes(Cell cell) {
    return votes.getOrDefault(cell, List.of());
  }

  List<BaselineRow> baselines(String router, String segment) {
    return baselines.getOrDefault(new Place(router, segment), List.of());
  }

  List<SelectionRow> selections(String router, String segment) {
    return selections.getOrDefault(new Place(router, segment), List.of());
  }

  /** Number of candidates of a router; empty without baselines. */
  OptionalDouble models(String router, Collection<String> segments) {
    long models =
        segments.stream()
            .flatMap(segment -> baselines(router, segment).stream())
            .filter(row -> row.baseline().equals(BaselineRow.MODEL))
            .map(row -> row.model().orElse(""))
            .distinct()
            .count();
    return models == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) models);
  }

  /** Accuracy of the vote over sets that was best on the validation queries of each trial. */
  TrialNumbers accuracy(Cell cell) {
    return byTrial(
        best(votes(cell), VoteRow::trial, VoteRow::validationCorrect),
        VoteRow::trial,
        row ->
            row.testQueries() == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of((double) row.testCorrect() / row.testQueries()));
  }

  /** Accuracy of a baseline that is no single model and no vote. */
  TrialNumbers accuracy(String router, String segment, String baseline) {
    return byTrial(
        baselines(router, segment).stream().filter(row -> row.baseline().equals(baseline)).toList(),
        BaselineRow::trial,
        BaselineRow::accuracy);
  }

  /** Accuracy of the vote over the full pool that was best on validation in each trial. */
  TrialNumbers fullPoolAccuracy(String router, String segment) {
    return byTrial(bestFullPool(router, segment), BaselineRow::trial, BaselineRow::accuracy);
  }

  /** Cost per query of calling every candidate. */
  TrialNumbers fullPoolCost(String router, String segment) {
    return byTrial(bestFullPool(router, segment), BaselineRow::trial, BaselineRow::meanCost);
  }

  private List<BaselineRow> bestFullPool(String router, String segment) {
    return best(
        baselines(router, segment).stream()
            .filter(row -> row.baseline().equals(BaselineRow.FULL_POOL))
            .toList(),
        BaselineRow::trial,
        BaselineRow::validationCorrect);
  }

  /** Numbers of the rows that have one. */
  static <T> TrialNumbers byTrial(
      List<T> rows, Function<T, Integer> trial, Function<T, OptionalDouble> number) {
    SortedMap<Integer, Double> numbers = new TreeMap<>();
    for (T row : rows) {
      OptionalDouble value = number.apply(row);
      if (value.isPresent()) {
        numbers.put(trial.apply(row), value.getAsDouble());
      }
    }
    return new TrialNumbers(numbers);
  }

  /** The row of each trial with the highest number; the first of equal ones. */
  private static <T> List<T> best(
      List<T> rows, Function<T, Integer> trial, ToDoubleFunction<T> number) {
    SortedMap<Integer, T> best = new TreeMap<>();
    for (T row : rows) {
      best.merge(
          trial.apply(row),
          row,
          (held, other) -> number.applyAsDouble(other) > number.applyAsDouble(held) ? other : held);
    }
    return new ArrayList<>(best.values());
  }
}
