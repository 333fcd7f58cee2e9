package dev.racer.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.racer.jobs.report.SimulatedEvaluation.Content;
import dev.racer.spark.schema.EvaluationTables;
import dev.racer.spark.testing.LocalSpark;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Whether the tables of a report say what the tables of the run say, computed here once more. */
@ExtendWith(LocalSpark.class)
class ReportTablesTest {
  private static final double ROUNDING = 1e-12; // of sums in another order

  @TempDir private static Path folder;
  private static final Map<String, List<Row>> RUN = new HashMap<>();

  @BeforeAll
  static void report(SparkSession spark) {
    Path attempt = Path.of(Simulated.evaluate(spark, folder, Content.ANSWERS_AND_COSTS).location());
    Simulated.report(spark, folder, folder.resolve("report"));
    for (String table :
        List.of(
            EvaluationTables.TRIAL_METRICS,
            EvaluationTables.VOTE_METRICS,
            EvaluationTables.BASELINE_METRICS,
            EvaluationTables.EVALUATION_SUMMARY,
            EvaluationTables.SHIFT_METRICS,
            EvaluationTables.SELECTIONS)) {
      RUN.put(table, spark.read().parquet(attempt.resolve(table).toString()).collectAsList());
    }
  }

  @Test
  void theSummaryIsTheSummary() {
    List<Map<String, String>> csv = csv("evaluation_summary");

    assertThat(csv).hasSize(RUN.get(EvaluationTables.EVALUATION_SUMMARY).size());
    for (Map<String, String> row : csv) {
      Row summary = summary(row, row.get("split"));
      row.forEach(
          (column, text) -> {
            Object value = summary.getAs(column);
            assertThat(text).as(column).isEqualTo(value == null ? "" : String.valueOf(value));
          });
    }
  }

  @Test
  void riskIsThatOfTheSummary() {
    List<Map<String, String>> csv = csv("risk");

    assertThat(csv).hasSize(2 * 4 * 2 * 6); // routers, segments, scores, levels
    for (Map<String, String> row : csv) {
      Row summary = summary(row, "random");
      for (String column :
          List.of("risk_mean", "risk_sd", "reference_risk_mean", "z", "z_p_value", "verdict")) {
        Object value = summary.getAs(column);
        assertThat(row.get(column)).isEqualTo(value == null ? "" : String.valueOf(value));
      }
    }
  }

  @Test
  void accuracyIsTheMeanOverTrials() {
    int compared = 0;
    for (Map<String, String> row : csv("accuracy")) {
      if (row.get("segment").startsWith("macro(")) {
        continue;
      }
      List<Double> accuracies =
          row.get("kind").equals("racer")
              ? selected(row).stream().map(one -> one.<Double>getAs("test_accuracy")).toList()
              : baseline(row).stream().map(one -> one.<Double>getAs("test_accuracy")).toList();
      assertThat(accuracies).as("%s", row).hasSize(Integer.parseInt(row.get("trials")));
      assertThat(number(row, "accuracy_mean")).isCloseTo(mean(accuracies), within(ROUNDING));
      assertThat(number(row, "accuracy_sd")).isCloseTo(sd(accuracies), within(ROUNDING));
      compared++;
    }
    assertThat(compared).isEqualTo(4 * (8 + 2 * (4 + 3))); // segments; common; by router
  }

  @Test
  void theMacroAverageIsTheMeanOverSegmentsOfATrial() {
    List<Map<String, String>> csv = csv("accuracy");
    for (Map<String, String> row : csv) {
      if (row.get("segment").startsWith("macro(")) {
        List<Double> ofSegments =
            csv.stream()
                .filter(other -> other.get("segment").startsWith("benchmark="))
                .filter(
                    other ->
                        List.of("router", "kind", "name").stream()
                            .allMatch(key -> other.get(key).equals(row.get(key))))
                .map(other -> number(other, "accuracy_mean"))
                .toList();
        assertThat(ofSegments).hasSize(3);
        assertThat(number(row, "accuracy_mean")).isCloseTo(mean(ofSegments), within(ROUNDING));
      }
    }
    assertThat(csv).anyMatch(row -> row.get("segment").equals("macro(benchmark)"));
  }

  @Test
  void theGlanceComparesWithinTrials() {
    List<Map<String, String>> csv = csv("glance");

    assertThat(csv).hasSize(2 * 4 * 2);
    for (Map<String, String> row : csv) {
      Map<Integer, Double> accuracy = bestVotes(row);
      assertThat(number(row, "accuracy_mean"))
          .isCloseTo(mean(List.copyOf(accuracy.values())), within(ROUNDING));
      assertThat(number(row, "over_top_1_mean"))
          .isCloseTo(
              meanDifference(accuracy, byTrial(baseline(row, "top-1", r -> true))),
              within(ROUNDING));
      assertThat(number(row, "over_full_pool_mean"))
          .isCloseTo(meanDifference(accuracy, bestFullPool(row)), within(ROUNDING));
      assertThat(number(row, "calls_saved"))
          .isCloseTo(1 - number(row, "set_size_mean") / 5, within(ROUNDING));
      Row summary = summary(row, "random");
      assertThat(number(row, "risk_mean")).isEqualTo(summary.<Double>getAs("risk_mean"));
      assertThat(number(row, "null_credit_mean"))
          .isEqualTo(summary.<Double>getAs("null_credit_mean"));
    }
  }

  @Test
  void differencesAreThoseOfTheAccuracies() {
    Map<List<String>, Double> accuracies =
        csv("accuracy").stream()
            .collect(
                Collectors.toMap(
                    row -> List.of(row.get("router"), row.get("name"), row.get("segment")),
                    row -> number(row, "accuracy_mean")));
    int compared = 0;
    for (Map<String, String> row : csv("differences")) {
      String router = row.get("router");
      String segment = row.get("segment");
      double racer = accuracies.get(List.of(router, row.get("racer"), segment));
      double gained = number(row, "gained_mean");
      // every trial has all numbers here, so that the mean difference is the difference of means
      if (row.get("over").equals("the router's top-1")) {
        double rival = accuracies.get(List.of(router, "top-1", segment));
        assertThat(gained).isCloseTo(racer - rival, within(ROUNDING));
        compared++;
      } else if (row.get("over").equals("the best single model")) {
        double rival = accuracies.get(List.of("", "best single model", segment));
        assertThat(gained).isCloseTo(racer - rival, within(ROUNDING));
        compared++;
      } else if (!segment.startsWith("macro(")) {
        double rival = mean(List.copyOf(bestFullPool(row).values()));
        assertThat(gained).isCloseTo(racer - rival, within(ROUNDING));
        compared++;
      }
    }
    assertThat(compared).isEqualTo(2 * 3 * (5 + 5 + 4)); // routers, choices, segments with macro
  }

  @Test
  void histogramsCountTheTrialsOfEachBin() {
    for (String router : SimulatedWorld.ROUTERS) {
      for (Map<String, String> row : csv("risk-histogram-" + router)) {
        double from = number(row, "bin_from") - ROUNDING;
        double to = number(row, "bin_to") - ROUNDING;
        long trials =
            atLevel(router, row).stream()
                .mapToDouble(trial -> trial.<Double>getAs("risk"))
                .filter(risk -> risk >= from && risk < to)
                .count();
        assertThat(row.get("trials")).as("%s", row).isEqualTo(String.valueOf(trials));
      }
      Map<List<String>, Double> expected =
          csv("risk-histogram-" + router).stream()
              .collect(
                  Collectors.groupingBy(
                      row -> List.of(row.get("segment"), row.get("nonconformity")),
                      Collectors.summingDouble(row -> number(row, "expected_trials"))));
      assertThat(expected).hasSize(8);
      assertThat(expected.values()).allSatisfy(sum -> assertThat(sum).isBetween(19.9, 20.0001));
    }
  }

  @Test
  void heatmapsCountTheChoices() {
    for (Map<String, String> row : csv("selection-knn-gap")) {
      long trials =
          RUN.get(EvaluationTables.SELECTIONS).stream()
              .filter(one -> one.getAs("router").equals("knn"))
              .filter(one -> one.getAs("choice").equals("gap"))
              .filter(one -> one.getAs("segment").equals(row.get("segment")))
              .filter(one -> one.getAs("risk_level").equals(row.get("risk_level")))
              .filter(one -> one.getAs("vote").equals(row.get("vote")))
              .count();
      assertThat(row.get("trials")).isEqualTo(String.valueOf(trials));
    }
    assertThat(csv("selection-knn-gap").stream().mapToInt(r -> Integer.parseInt(r.get("trials"))))
        .satisfies(counts -> assertThat(counts.stream().mapToInt(i -> i).sum()).isEqualTo(80));
  }

  @Test
  void costsAndGainsAreOverTheFullPool() {
    int compared = 0;
    for (Map<String, String> row : csv("cost-accuracy-mlp")) {
      if (row.get("option").equals("RACER-P")) {
        Map<String, String> cell = new HashMap<>(row);
        cell.put("router", "mlp");
        cell.put("nonconformity", "inverse-probability");
        Map<Integer, Double> accuracy = bestVotes(cell);
        assertThat(number(row, "gained_mean"))
            .isCloseTo(meanDifference(accuracy, bestFullPool(cell)), within(ROUNDING));
        double size = summary(cell, "random").getAs("set_size_mean");
        assertThat(number(row, "saved")).isCloseTo(1 - size / 5, within(ROUNDING));
        compared++;
      }
    }
    assertThat(compared).isEqualTo(4 * 6 - 3); // infeasible at the lowest level in three segments
  }

  @Test
  void otherDaysAreOfTheirOwnSplit() {
    List<Map<String, String>> csv = csv("shift");

    assertThat(csv).hasSize(2 * 4 * 2).allMatch(row -> row.get("split").equals("date"));
    for (Map<String, String> row : csv) {
      Row summary = summary(row, "date");
      assertThat(number(row, "risk_mean")).isEqualTo(summary.<Double>getAs("risk_mean"));
      assertThat(number(row, "expected_low"))
          .isLessThan(number(row, "reference_risk_mean"))
          .isLessThan(number(row, "expected_high"));
    }
  }

  @Test
  void changesAreThoseOfTheTable() {
    List<Map<String, String>> csv = csv("change");

    assertThat(csv).hasSize(2 * 4 * 5);
    for (Map<String, String> row : csv) {
      Row found =
          RUN.get(EvaluationTables.SHIFT_METRICS).stream()
              .filter(one -> isOf(one, row) && one.getAs("model").equals(row.get("model")))
              .findFirst()
              .orElseThrow();
      assertThat(number(row, "calibration_rate"))
          .isEqualTo(found.<Double>getAs("calibration_rate"));
      assertThat(number(row, "test_rate")).isEqualTo(found.<Double>getAs("test_rate"));
      assertThat(row.get("shifted")).isEqualTo(found.<Boolean>getAs("shifted") ? "yes" : "no");
    }
    assertThat(csv).anyMatch(row -> row.get("shifted").equals("yes"));
  }

  /** Accuracy by trial of the vote that is best on validation: first vote, lowest temperature. */
  private static Map<Integer, Double> bestVotes(Map<String, String> row) {
    return byTrial(
        best(
            RUN.get(EvaluationTables.VOTE_METRICS).stream()
                .filter(one -> isOf(one, row))
                .filter(one -> one.getAs("nonconformity").equals(row.get("nonconformity")))
                .filter(one -> one.getAs("risk_level").equals(row.get("risk_level")))
                .toList()));
  }

  private static Map<Integer, Double> bestFullPool(Map<String, String> row) {
    return byTrial(best(baseline(row, "full-pool", one -> true)));
  }

  private static List<Row> best(List<Row> rows) {
    Comparator<Row> order =
        Comparator.comparing((Row one) -> -one.<Number>getAs("validation_correct").doubleValue())
            .thenComparing(one -> one.<String>getAs("vote"))
            .thenComparing(
                one -> one.getAs("temperature") == null ? 0.0 : one.<Double>getAs("temperature"));
    return rows.stream()
        .collect(Collectors.groupingBy(one -> one.<Integer>getAs("trial")))
        .values()
        .stream()
        .map(ofTrial -> ofTrial.stream().min(order).orElseThrow())
        .toList();
  }

  private static List<Row> baseline(Map<String, String> row) {
    String kind = row.get("kind");
    Map<String, String> place = new HashMap<>(row);
    place.putIfAbsent("router", "");
    if (place.get("router").isEmpty()) {
      place.put("router", "mlp"); // the same for every router
    }
    if (kind.equals("model")) {
      return baseline(place, kind, one -> one.getAs("model").equals(row.get("name")));
    }
    if (kind.equals("full-pool")) {
      String vote =
          row.get("name")
              .replace("full pool, ", "")
              .replace("weighted by ", "weighted:")
              .replace("router score", "router-score");
      return best(baseline(place, kind, one -> one.getAs("vote").equals(vote)));
    }
    return baseline(place, kind, one -> true);
  }

  private static List<Row> baseline(
      Map<String, String> row, String baseline, Predicate<Row> wanted) {
    return RUN.get(EvaluationTables.BASELINE_METRICS).stream()
        .filter(one -> isOf(one, row))
        .filter(one -> one.getAs("baseline").equals(baseline))
        .filter(wanted)
        .toList();
  }

  private static List<Row> selected(Map<String, String> row) {
    Map<String, String> choices =
        Map.of("RACER-G", "gap", "RACER-P", "inverse-probability", "RACER, best score", "best");
    return RUN.get(EvaluationTables.SELECTIONS).stream()
        .filter(one -> isOf(one, row))
        .filter(one -> one.getAs("choice").equals(choices.get(row.get("name"))))
        .toList();
  }

  private static List<Row> atLevel(String router, Map<String, String> row) {
    return RUN.get(EvaluationTables.TRIAL_METRICS).stream()
        .filter(one -> one.getAs("split").equals("random") && one.getAs("router").equals(router))
        .filter(one -> one.getAs("segment").equals(row.get("segment")))
        .filter(one -> one.getAs("nonconformity").equals(row.get("nonconformity")))
        .filter(one -> one.getAs("risk_level").equals("0.10"))
        .toList();
  }

  private static Row summary(Map<String, String> row, String split) {
    return RUN.get(EvaluationTables.EVALUATION_SUMMARY).stream()
        .filter(one -> one.getAs("split").equals(split))
        .filter(one -> isOf(one, row))
        .filter(one -> one.getAs("nonconformity").equals(row.get("nonconformity")))
        .filter(one -> one.getAs("risk_level").equals(row.get("risk_level")))
        .reduce(
            (one, other) -> {
              throw new AssertionError("more than one row");
            })
        .orElseThrow();
  }

  private static boolean isOf(Row one, Map<String, String> row) {
    return one.getAs("router").equals(row.get("router"))
        && one.getAs("segment").equals(row.get("segment"));
  }

  private static Map<Integer, Double> byTrial(List<Row> rows) {
    return rows.stream()
        .collect(
            Collectors.toMap(
                one -> one.<Integer>getAs("trial"), one -> one.<Double>getAs("test_accuracy")));
  }

  private static double meanDifference(Map<Integer, Double> these, Map<Integer, Double> those) {
    return mean(these.keySet().stream().map(t -> these.get(t) - those.get(t)).toList());
  }

  private static double mean(List<Double> numbers) {
    return numbers.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  private static double sd(List<Double> numbers) {
    double mean = mean(numbers);
    double squares = numbers.stream().mapToDouble(x -> (x - mean) * (x - mean)).sum();
    return Math.sqrt(squares / (numbers.size() - 1));
  }

  private static double number(Map<String, String> row, String column) {
    return Double.parseDouble(row.get(column));
  }

  private static List<Map<String, String>> csv(String table) {
    return CsvFile.rows(folder.resolve("report/tables/" + table + ".csv"));
  }
}
