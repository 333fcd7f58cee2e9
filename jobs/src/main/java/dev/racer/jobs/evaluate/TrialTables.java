package dev.racer.jobs.evaluate;

import dev.racer.core.conformal.CalibrationOutcome;
import dev.racer.core.conformal.CalibrationOutcome.Feasible;
import dev.racer.core.conformal.CalibrationOutcome.Unreachable;
import dev.racer.core.score.FixedPoint;
import dev.racer.core.trial.TrialBaseline;
import dev.racer.core.trial.TrialCounts;
import dev.racer.core.trial.TrialRole;
import dev.racer.core.trial.TrialVotes;
import dev.racer.core.vote.VoteName;
import dev.racer.spark.trial.TrialResult;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** The counts of trials as rows of tables. */
final class TrialTables {
  private static final double UNITS_PER_COST = 1e9;

  private final EvaluateConfig config;
  private final TrialLayout layout;
  private final TrialResult result;
  private final Temperatures temperatures;

  TrialTables(
      EvaluateConfig config, TrialLayout layout, TrialResult result, Temperatures temperatures) {
    this.config = config;
    this.layout = layout;
    this.result = result;
    this.temperatures = temperatures;
  }

  /** Rows of {@code trial_metrics}. */
  List<Row> trialMetrics() {
    List<Row> rows = new ArrayList<>();
    layout.forEachCell(
        (place, cell) -> {
          for (int trial = 0; trial < layout.trials(); trial++) {
            rows.add(trialMetrics(place, cell, trial));
          }
        });
    return rows;
  }

  private Row trialMetrics(TrialLayout.Place place, Cell cell, int trial) {
    CalibrationOutcome outcome =
        result.outcome(TrialRole.TEST, place.stream(), trial, place.level());
    TrialCounts test = result.counts(TrialRole.TEST, place.stream(), trial, place.level());
    List<Object> values = new ArrayList<>();
    values.add(layout.split(trial));
    values.add(layout.trialOfSplit(trial));
    values.addAll(List.of(cell.values()));
    values.add(result.fittedOn(TrialRole.TEST, place.stream(), trial));
    values.add(orNull(rank(outcome)));
    values.add(outcome.status());
    values.add(orNull(threshold(outcome)));
    values.add(test.queries());
    values.add(test.n());
    values.add(test.misses());
    values.add(test.answerable());
    values.add(test.answerableMisses());
    values.add(test.unanswerable());
    values.add(test.nullCredits());
    values.add(test.unknown());
    values.add(test.setSizeSum());
    values.add(test.abstentions());
    values.add(config.sumsCosts() ? test.costSum() / UNITS_PER_COST : null);
    values.add(ratio(test.misses(), test.n()));
    values.add(ratio(test.answerableMisses(), test.answerable()));
    values.add(ratio(test.nullCredits(), test.queries()));
    values.add(ratio(test.setSizeSum(), test.queries()));
    values.add(ratio(test.abstentions(), test.queries()));
    values.add(config.sumsCosts() ? cost(test.costSum(), test.queries()) : null);
    return RowFactory.create(values.toArray());
  }

  /** Rows of {@code vote_metrics}. */
  List<Row> voteMetrics() {
    List<Row> rows = new ArrayList<>();
    layout.forEachCell(
        (place, cell) -> {
          for (int trial = 0; trial < layout.trials(); trial++) {
            for (int vote = 0; vote < config.votes().votes().size(); vote++) {
              rows.add(voteMetrics(place, cell, trial, vote));
            }
          }
        });
    return rows;
  }

  private Row voteMetrics(TrialLayout.Place place, Cell cell, int trial, int vote) {
    int temperature = temperatures.ofCell(place, trial, vote);
    long validation = right(TrialRole.VALIDATION, place, trial, vote, temperature);
    long test = right(TrialRole.TEST, place, trial, vote, temperature);
    int group = place.group();
    long validationQueries = result.baseline(TrialRole.VALIDATION, group, trial).queries();
    long testQueries = result.baseline(TrialRole.TEST, group, trial).queries();
    List<Object> values = new ArrayList<>();
    values.add(layout.split(trial));
    values.add(layout.trialOfSplit(trial));
    values.addAll(List.of(cell.values()));
    values.add(vote(vote).key());
    values.add(orNull(temperatures.value(vote, temperature)));
    values.add(validationQueries);
    values.add(validation);
    values.add(testQueries);
    values.add(test);
    values.add(ratio(validation, validationQueries));
    values.add(ratio(test, testQueries));
    return RowFactory.create(values.toArray());
  }

  private long right(
      TrialRole role, TrialLayout.Place place, int trial, int vote, int temperature) {
    return result.votes(role, place.stream(), trial, place.level(), vote).correct(temperature);
  }

  /** Rows of {@code baseline_metrics}. */
  List<Row> baselineMetrics() {
    List<Row> rows = new ArrayList<>();
    for (int group : layout.groups()) {
      for (int trial = 0; trial < layout.trials(); trial++) {
        addBaselines(group, trial, rows);
      }
    }
    return rows;
  }

  private void addBaselines(int group, int trial, List<Row> rows) {
    TrialBaseline validation = result.baseline(TrialRole.VALIDATION, group, trial);
    TrialBaseline test = result.baseline(TrialRole.TEST, group, trial);
    Rows add = new Rows(group, trial, validation.queries(), test.queries(), rows);
    List<String> models = layout.models(group);
    int best = 0;
    double allValidation = 0;
    double allTest = 0;
    for (int m = 0; m < models.size(); m++) {
      add.single("model", models.get(m), m, validation, test);
      best = validation.correct().get(m) > validation.correct().get(best) ? m : best;
      allValidation += validation.correct().get(m);
      allTest += test.correct().get(m);
    }
    add.single("best-single", models.get(best), best, validation, test);
    add.other(
        "top-1", Right.of(validation.topCorrect(), test.topCorrect()), OptionalDouble.empty());
    int pool = models.size();
    OptionalDouble poolCost = poolCost(test);
    add.other("random", new Right(allValidation / pool, allTest / pool), divided(poolCost, pool));
    for (int vote = 0; vote < config.votes().votes().size(); vote++) {
      int temperature = temperatures.ofFullPool(group, trial, vote);
      add.add(
          new Baseline(
              "full-pool",
              null,
              vote(vote).key(),
              orNull(temperatures.value(vote, temperature)),
              pool),
          Right.of(
              fullPool(TrialRole.VALIDATION, group, trial, vote).correct(temperature),
              fullPool(TrialRole.TEST, group, trial, vote).correct(temperature)),
          poolCost);
    }
    add.other(
        "oracle",
        Right.of(validation.oracleCorrect(), test.oracleCorrect()),
        OptionalDouble.empty());
  }

  /** Adds rows of one group and trial. */
  private final class Rows {
    private final int group;
    private final int trial;
    private final long validationQueries;
    private final long testQueries;
    private final List<Row> rows;

    Rows(int group, int trial, long validationQueries, long testQueries, List<Row> rows) {
      this.group = group;
      this.trial = trial;
      this.validationQueries = validationQueries;
      this.testQueries = testQueries;
      this.rows = rows;
    }

    void single(
        String name, String model, int number, TrialBaseline validation, TrialBaseline test) {
      add(
          new Baseline(name, model, null, null, 1),
          Right.of(validation.correct().get(number), test.correct().get(number)),
          config.sumsCosts()
              ? OptionalDouble.of(test.costs().get(number) / UNITS_PER_COST)
              : OptionalDouble.empty());
    }

    void other(String name, Right right, OptionalDouble costSum) {
      add(new Baseline(name, null, null, null, 1), right, costSum);
    }

    void add(Baseline baseline, Right right, OptionalDouble costSum) {
      rows.add(
          RowFactory.create(
              layout.split(trial),
              layout.trialOfSplit(trial),
              layout.router(group),
              layout.segment(group),
              baseline.name(),
              baseline.model(),
              baseline.vote(),
              baseline.temperature(),
              validationQueries,
              right.validation(),
              testQueries,
              right.test(),
              baseline.calls(),
              costSum.isPresent() && testQueries > 0 ? costSum.getAsDouble() / testQueries : null,
              testQueries == 0 ? null : right.test() / testQueries));
    }
  }

  /** What it costs to call all models for all queries. */
  private OptionalDouble poolCost(TrialBaseline queries) {
    return config.sumsCosts()
        ? OptionalDouble.of(
            queries.costs().stream().mapToLong(Long::longValue).sum() / UNITS_PER_COST)
        : OptionalDouble.empty();
  }

  private static OptionalDouble divided(OptionalDouble value, int divisor) {
    return value.isPresent() ? OptionalDouble.of(value.getAsDouble() / divisor) : value;
  }

  private TrialVotes fullPool(TrialRole role, int group, int trial, int vote) {
    return result.fullPool(role, group, layout.policyKind(config), trial, vote);
  }

  private VoteName vote(int number) {
    return config.votes().votes().get(number);
  }

  static OptionalLong rank(CalibrationOutcome outcome) {
    if (outcome instanceof Feasible feasible) {
      return OptionalLong.of(feasible.rank());
    }
    return outcome instanceof Unreachable unreachable
        ? OptionalLong.of(unreachable.rank())
        : OptionalLong.empty();
  }

  static OptionalDouble threshold(CalibrationOutcome outcome) {
    return outcome instanceof Feasible feasible
        ? OptionalDouble.of(FixedPoint.toDouble(feasible.threshold()))
        : OptionalDouble.empty();
  }

  /** Cost per query. */
  static Double cost(long units, long queries) {
    return queries == 0 ? null : units / UNITS_PER_COST / queries;
  }

  static Double ratio(long part, long whole) {
    return whole == 0 ? null : (double) part / whole;
  }

  private static Long orNull(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }

  private static Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  /**
   * Right answers; a fraction where they are expected ones.
   *
   * @param validation of validation queries
   * @param test of test queries
   */
  private record Right(double validation, double test) {
    static Right of(long validation, long test) {
      return new Right((double) validation, (double) test);
    }
  }

  /** What else could answer. */
  private record Baseline(
      String name, String model, String vote, Double temperature, double calls) {}
}
