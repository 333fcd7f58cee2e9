package dev.racer.jobs.generate;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.racer.jobs.generate.GenerateConfig.Drift;
import dev.racer.jobs.generate.GenerateConfig.ScoreLayout;
import dev.racer.jobs.generate.Traffic.LabelColumns;
import dev.racer.jobs.generate.Traffic.Retraining;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class TrafficTest {
  private static final LocalDate SECOND = LocalDate.of(2026, 1, 2);
  private static final LocalDate THIRD = LocalDate.of(2026, 1, 3);

  static Stream<Traffic> traffics() {
    return Stream.of(
        Traffic.EVERYTHING.exploring(0.1).calling(2),
        Traffic.EVERYTHING
            .exploring(0.05, 0.5)
            .calling(3)
            .labels(LabelColumns.CORRECT_AND_STATE)
            .labelledUntil(THIRD)
            .retraining(new Retraining("knn", SECOND)));
  }

  @ParameterizedTest
  @MethodSource("traffics")
  void rowsAreCountedAndDoNotDependOnTheCut(Traffic traffic) {
    for (ScoreLayout layout : ScoreLayout.values()) {
      GenerateConfig config =
          config(traffic).scoreLayout(layout).corruptShare(0.1).unknownShare(0.05).build();
      LakeCounts counts = LakeCounts.of(config, SyntheticWorld.of(config));

      for (LakeTable table : LakeTable.values()) {
        List<Row> whole = rows(config, table, 1_000_000);
        assertThat(texts(rows(config, table, 7))).isEqualTo(texts(whole));
        assertThat(counts.rows()).containsEntry(table, (long) whole.size());
        assertThat(MalformedRows.count(table, whole)).isEqualTo(counts.malformed().get(table));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("traffics")
  void exploredQueriesHaveOutcomesOfAllModelsAndOthersOfTheCalledAlone(Traffic traffic) {
    GenerateConfig config = config(traffic).build();

    Set<String> explored = explored(config);
    Map<String, Long> outcomes =
        rows(config, LakeTable.OUTCOMES, 1_000_000).stream()
            .collect(groupingBy(row -> row.getString(0), counting()));

    assertThat(explored).hasSizeGreaterThan(100);
    assertThat(LakeCounts.of(config, SyntheticWorld.of(config)).exploredQueries())
        .isEqualTo(explored.size());
    assertThat(outcomes).hasSize((int) config.queries());
    outcomes.forEach(
        (query, models) ->
            assertThat(models)
                .as(query)
                .isEqualTo(explored.contains(query) ? 7 : traffic.called().orElseThrow()));
  }

  @Test
  void calledModelsAreThoseTheFirstRouterScoresHighest() {
    GenerateConfig config =
        config(Traffic.EVERYTHING.calling(2).retraining(new Retraining("knn", SECOND)))
            .routerTrainShare(0)
            .build();
    Map<String, Map<String, Double>> scores = new TreeMap<>();
    for (Row row : rows(config, LakeTable.ROUTER_SCORES, 1_000_000)) {
      if (row.getString(1).equals("knn")) {
        scores
            .computeIfAbsent(row.getString(0), query -> new TreeMap<>())
            .put(row.getString(2), row.getDouble(3));
      }
    }
    Map<String, Set<String>> expected = new TreeMap<>();
    scores.forEach(
        (query, models) ->
            expected.put(
                query,
                new HashSet<>(
                    models.entrySet().stream()
                        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                        .limit(2)
                        .map(Map.Entry::getKey)
                        .toList())));

    Map<String, Set<String>> called = new TreeMap<>();
    for (Row row : rows(config, LakeTable.OUTCOMES, 1_000_000)) {
      called.computeIfAbsent(row.getString(0), query -> new HashSet<>()).add(row.getString(1));
    }

    assertThat(called).isEqualTo(expected);
  }

  /** 3,000 queries: a deviation of .037 has a chance below one in a million at q = .2. */
  @Test
  void coinKnowsNothingOfTheQueryAndItsProbabilityIsLogged() {
    GenerateConfig config = config(Traffic.EVERYTHING.exploring(0.2)).build();
    SyntheticWorld world = SyntheticWorld.of(config);

    Map<Boolean, List<Long>> byCoin =
        Stream.iterate(0L, query -> query + 1)
            .limit(config.queries())
            .collect(groupingBy(world::isExplored));

    assertThat(byCoin.get(true).size() / 3_000.0).isCloseTo(0.2, within(0.037));
    assertThat(rightShare(world, byCoin.get(true)))
        .isCloseTo(rightShare(world, byCoin.get(false)), within(0.112));
    assertThat(rows(config, LakeTable.QUERIES, 1_000_000))
        .allMatch(row -> row.getDouble(row.length() - 2) == 0.2);
  }

  @Test
  void probabilityGrowsFromTheLargestTenantToTheSmallest() {
    GenerateConfig config = config(Traffic.EVERYTHING.exploring(0.1, 0.5)).tenants(4).build();

    Map<String, Double> probabilities = new TreeMap<>();
    int tenant = column(config, LakeTable.QUERIES, "tenant");
    int probability = column(config, LakeTable.QUERIES, "full_fanout_probability");
    for (Row row : rows(config, LakeTable.QUERIES, 1_000_000)) {
      Double earlier = probabilities.put(row.getString(tenant), row.getDouble(probability));
      assertThat(earlier).isIn(null, row.getDouble(probability));
    }

    assertThat(probabilities.keySet())
        .containsExactly("tenant-1", "tenant-2", "tenant-3", "tenant-4", "tenant-tiny");
    assertThat(probabilities.get("tenant-1")).isEqualTo(0.1);
    assertThat(probabilities.get("tenant-tiny")).isEqualTo(0.5);
    assertThat(List.copyOf(probabilities.values())).isSorted();
  }

  @Test
  void labelStatesAgreeWithTheLabels() {
    GenerateConfig config =
        config(Traffic.EVERYTHING.labels(LabelColumns.CORRECT_AND_STATE)).unknownShare(0.1).build();
    int state = column(config, LakeTable.OUTCOMES, "label_state");

    Map<String, Set<Object>> labels = new TreeMap<>();
    for (Row row : rows(config, LakeTable.OUTCOMES, 1_000_000)) {
      labels
          .computeIfAbsent(row.getString(state), some -> new HashSet<>())
          .add(row.isNullAt(2) ? "null" : row.get(2));
    }

    assertThat(labels)
        .isEqualTo(
            Map.of(
                "correct", Set.of(true),
                "wrong", Set.of(false),
                "truncated", Set.of(false),
                "pending", Set.of("null"),
                "judge-failed", Set.of("null")));
  }

  @Test
  void laterLabelsArePendingAndTheOthersAsInTheWholeLake() {
    Traffic states = Traffic.EVERYTHING.labels(LabelColumns.CORRECT_AND_STATE);
    GenerateConfig whole = config(states).build();
    GenerateConfig early = config(states.labelledUntil(THIRD)).build();
    int labelledAt = column(whole, LakeTable.OUTCOMES, "labelled_at");
    int state = column(whole, LakeTable.OUTCOMES, "label_state");
    long until = THIRD.toEpochDay() * SyntheticWorld.MICROS_PER_DAY;

    List<Row> all = rows(whole, LakeTable.OUTCOMES, 1_000_000);
    List<Row> some = rows(early, LakeTable.OUTCOMES, 1_000_000);

    assertThat(some).hasSameSizeAs(all);
    int pending = 0;
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).getLong(labelledAt) < until) {
        assertThat(some.get(i)).isEqualTo(all.get(i));
      } else {
        pending++;
        assertThat(some.get(i).isNullAt(2)).isTrue();
        assertThat(some.get(i).isNullAt(labelledAt)).isTrue();
        assertThat(some.get(i).getString(state)).isEqualTo("pending");
      }
    }
    assertThat(pending).isBetween(all.size() / 3, all.size() / 2); // the third day and late ones
    assertThat(LakeCounts.of(early, SyntheticWorld.of(early)).unknownLabels()).isEqualTo(pending);
  }

  @ParameterizedTest
  @EnumSource
  void retrainedRouterHasAVersionAndOtherScoresFromItsDayOn(ScoreLayout layout) {
    GenerateConfig before =
        config(Traffic.EVERYTHING.loggingVersions()).scoreLayout(layout).build();
    GenerateConfig after =
        config(Traffic.EVERYTHING.retraining(new Retraining("mlp", SECOND)))
            .scoreLayout(layout)
            .build();
    int version = column(after, LakeTable.ROUTER_SCORES, "router_version");

    List<Row> old = rows(before, LakeTable.ROUTER_SCORES, 1_000_000);
    List<Row> changed = rows(after, LakeTable.ROUTER_SCORES, 1_000_000);

    assertThat(changed).hasSameSizeAs(old).hasSizeGreaterThan(1_000);
    for (int i = 0; i < old.size(); i++) {
      Row row = changed.get(i);
      boolean anew =
          row.getString(1).equals("mlp") && row.getString(version + 1).compareTo("2026-01-02") >= 0;
      assertThat(row.getString(version)).isEqualTo(anew ? "2" : "1");
      assertThat(row.equals(old.get(i))).isEqualTo(!anew);
    }
  }

  @Test
  void driftDoesNotChangeWhichModelsAreCalled() {
    Traffic traffic = Traffic.EVERYTHING.exploring(0.1).calling(2);
    GenerateConfig steady = config(traffic).build();
    GenerateConfig drifting = config(traffic).drift(new Drift(SECOND, 0.9)).build();

    assertThat(rows(drifting, LakeTable.OUTCOMES, 1_000_000).stream().map(row -> row.getString(1)))
        .containsExactlyElementsOf(
            rows(steady, LakeTable.OUTCOMES, 1_000_000).stream()
                .map(row -> row.getString(1))
                .toList());
  }

  /** As texts: a NaN in a map is no equal of itself. */
  private static List<String> texts(List<Row> rows) {
    return rows.stream().map(Row::toString).toList();
  }

  private static double rightShare(SyntheticWorld world, List<Long> queries) {
    boolean[] right = new boolean[7];
    long count = 0;
    for (long query : queries) {
      world.answersBeforeDrift(query, world.benchmark(query), right);
      count += right[0] ? 1 : 0;
    }
    return (double) count / queries.size();
  }

  private static Set<String> explored(GenerateConfig config) {
    int explored = column(config, LakeTable.QUERIES, "explored");
    Set<String> queries = new HashSet<>();
    for (Row row : rows(config, LakeTable.QUERIES, 1_000_000)) {
      if (row.getBoolean(explored)) {
        queries.add(row.getString(0));
      }
    }
    return queries;
  }

  private static int column(GenerateConfig config, LakeTable table, String name) {
    StructType schema = new SyntheticRows(config, SyntheticWorld.of(config)).schema(table);
    return schema.fieldIndex(name);
  }

  private static List<Row> rows(GenerateConfig config, LakeTable table, long queriesPerSlice) {
    SyntheticRows rows = new SyntheticRows(config, SyntheticWorld.of(config));
    List<Row> all = new ArrayList<>();
    for (Slice slice :
        Slice.cut(config.startDate(), config.days(), config.queries(), queriesPerSlice)) {
      for (Iterator<Row> some = rows.rows(table, slice); some.hasNext(); ) {
        all.add(some.next());
      }
    }
    return all;
  }

  private static GenerateConfig.Builder config(Traffic traffic) {
    return GenerateConfig.to(Path.of("lake")).queries(3_000).days(3).seed(11).traffic(traffic);
  }
}
