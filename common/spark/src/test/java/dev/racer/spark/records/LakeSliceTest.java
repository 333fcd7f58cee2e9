package dev.racer.spark.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.racer.core.conformal.ExplorationSlice;
import dev.racer.core.conformal.VaryingProbability;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.lake.LakeInputs;
import dev.racer.spark.records.RecordRun.Question;
import dev.racer.spark.testing.FrameEquality;
import dev.racer.spark.testing.LocalSpark;
import dev.racer.spark.testing.TinyLake;
import dev.racer.spark.testing.TinyLake.Dates;
import dev.racer.spark.testing.TinyLake.Format;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LocalSpark.class)
class LakeSliceTest {
  private static final Format DATED = Format.PLAIN.dates(Dates.FOLDERS);
  private static final Question TOSSED = Question.PLAIN.leastProbability(0.05);

  private final SparkSession spark;
  @TempDir private Path folder;

  LakeSliceTest(SparkSession spark) {
    this.spark = spark;
  }

  private static TinyLake lake() {
    TinyLake lake = TinyLake.of("a", "b").on("2026-01-01");
    lake.tossedQuery("in", true, 0.05).scores("in", "r", 0.1, 0.2).labels("in", true, false);
    lake.tossedQuery("out", false, 0.05).scores("out", "r", 0.3, 0.4);
    return lake.outcome("out", "a", true);
  }

  private RecordRun run(TinyLake lake, Format format, Question question) {
    return RecordRun.of(spark, lake.write(spark, folder, format), question, folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"FOLDERS", "COLUMN", "EVENT_TIME", "NONE"})
  void onlyExploredQueriesBecomeRecordsAndTheOthersAreCounted(String dates) {
    RecordRun run = run(lake(), Format.PLAIN.dates(Dates.valueOf(dates)), TOSSED);

    List<Row> records = run.records().collectAsList();
    assertThat(records).hasSize(1);
    assertThat(records.get(0).<String>getAs("query_id")).isEqualTo("in");
    assertThat(records.get(0).<Double>getAs("inclusion_probability")).isEqualTo(0.05);
    for (String table : LakeInputs.TABLES) {
      assertThat(run.table(table).quarantined()).isEmpty();
    }
    assertThat(run.table(LakeInputs.QUERIES).rows()).isEqualTo(2);
    assertThat(run.table(LakeInputs.QUERIES).excluded())
        .containsExactly(entry("outside-slice", 1L));
    assertThat(run.table(LakeInputs.ROUTER_SCORES).rowsUsed()).isEqualTo(2);
    assertThat(run.table(LakeInputs.ROUTER_SCORES).excluded())
        .containsExactly(entry("outside-slice", 2L));
    assertThat(run.table(LakeInputs.OUTCOMES).rowsUsed()).isEqualTo(2);
    assertThat(run.table(LakeInputs.OUTCOMES).excluded())
        .containsExactly(entry("outside-slice", 1L));
    assertThat(run.accounting().excluded(RouterIdentity.unversioned("r")))
        .containsExactly(entry("outside-slice", 1L));
  }

  @Test
  void fewExploredQueriesOfSeveralDaysAreTheSameRecords() {
    TinyLake lake = TinyLake.of("a").on("2026-01-01");
    for (int i = 0; i < 14; i++) {
      lake.on(i < 7 ? "2026-01-01" : "2026-01-02");
      lake.tossedQuery("q" + i, i % 7 == 3, 0.25).scores("q" + i, "r", i / 16.0);
      lake.labels("q" + i, i == 3);
    }

    RecordRun run = run(lake, DATED, TOSSED);

    assertThat(run.records().orderBy("query_id").collectAsList())
        .extracting(row -> row.getAs("query_id") + " " + row.getList(row.fieldIndex("scores")))
        .containsExactly("q10 [0.625]", "q3 [0.1875]");
    assertThat(run.table(LakeInputs.ROUTER_SCORES).excluded())
        .containsExactly(entry("outside-slice", 12L));
    assertThat(spark.sparkContext().getPersistentRDDs().isEmpty()).isTrue();
  }

  @Test
  void wideScoresAreReducedAlike() {
    TinyLake lake = lake();

    Path other = folder.resolve("other");

    RecordRun wide = run(lake, DATED.wide(), TOSSED);
    RecordRun narrow = RecordRun.of(spark, lake.write(spark, other, DATED), TOSSED, other);

    FrameEquality.assertFramesEqualInAnyOrder(narrow.records(), wide.records());
    assertThat(wide.tables()).isEqualTo(narrow.tables());
  }

  @Test
  void rowsWithoutKeyAndSecondRowsOfAnExploredQueryAreStillQuarantined() {
    TinyLake lake = lake();
    lake.tossedQuery("twice", true, 0.1).tossedQuery("twice", false, 0.1);
    lake.scores("twice", "r", 0.5, 0.6).score(null, "r", "a", 0.1).outcome(null, "a", true);
    lake.on("2026-13-01").tossedQuery("no day", true, 0.1).on(null).tossedQuery("none", false, 0.1);

    RecordRun run = run(lake, DATED, TOSSED);

    assertThat(run.table(LakeInputs.QUERIES).quarantined())
        .containsExactly(
            entry("duplicate-key", 2L), entry("malformed-date", 1L), entry("null-key", 1L));
    assertThat(run.table(LakeInputs.ROUTER_SCORES).quarantined())
        .containsExactly(entry("null-key", 1L));
    assertThat(run.table(LakeInputs.ROUTER_SCORES).excluded())
        .containsExactly(entry("outside-slice", 2L), entry("unknown-query", 2L));
    assertThat(run.table(LakeInputs.OUTCOMES).quarantined()).containsExactly(entry("null-key", 1L));
  }

  @Test
  void aSliceOfEverythingJoinsNothing() {
    TinyLake lake = TinyLake.of("a").on("2026-01-01");
    lake.tossedQuery("q", true, 1.0).scores("q", "r", 0.1).labels("q", true);
    LakeRows rows = RecordRun.rows(spark, lake.write(spark, folder, DATED), TOSSED);

    try (LakeSlice slice = LakeSlice.of(rows, TOSSED.exploration())) {
      assertThat(slice.kind()).isEqualTo(ExplorationSlice.EXPLORED);
      assertThat(slice.rows()).isSameAs(rows);
    }
  }

  @Test
  void theSliceIsTakenBeforeAnythingIsJoined() {
    LakeRows rows = RecordRun.rows(spark, lake().write(spark, folder, DATED), TOSSED);

    try (LakeSlice slice = LakeSlice.of(rows, TOSSED.exploration())) {
      String plan = slice.rows().routerScores().rows().queryExecution().executedPlan().toString();
      assertThat(plan).contains("BroadcastHashJoin").contains("LeftSemi");
    }
  }

  @Test
  void allQueriesCalibrateWithProbabilityOneWhereThatIsSaid() {
    Exploration all =
        new Exploration(
            Optional.of(ExplorationSlice.ALL), Optional.empty(), VaryingProbability.THIN, 0);

    RecordRun run = run(lake(), DATED, Question.PLAIN.exploration(all));

    assertThat(run.records().collectAsList())
        .hasSize(2)
        .allSatisfy(row -> assertThat(row.<Double>getAs("inclusion_probability")).isEqualTo(1.0));
    assertThat(run.table(LakeInputs.QUERIES).excluded()).isEmpty();
  }

  @Test
  void aCoinThatIsNotKnownIsRefused() {
    TinyLake lake = lake().tossedQuery("unknown", null, 0.05).tossedQuery("too", null, 0.05);

    assertThatThrownBy(() -> run(lake, DATED, TOSSED))
        .isInstanceOf(DataContractException.class)
        .hasMessageContaining("explored is null in 2 rows, query_id 'too' for one");
  }

  @Test
  void aCoinThatIsNotKnownOfAnExcludedQueryDoesNotMatter() {
    TinyLake lake = lake().tossedQuery("unknown", null, 0.05);

    RecordRun run = run(lake, DATED, TOSSED.excludeWhere("query_id = 'unknown'"));

    assertThat(run.table(LakeInputs.QUERIES).excluded())
        .containsExactly(entry("outside-slice", 2L));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.1, 1.0000001, Double.NaN, Double.POSITIVE_INFINITY})
  void whatIsNoProbabilityIsRefused(double probability) {
    TinyLake lake = lake().tossedQuery("bad", true, probability);

    assertThatThrownBy(() -> run(lake, DATED, TOSSED))
        .isInstanceOf(DataContractException.class)
        .hasMessageContaining(
            "full_fanout_probability of 1 explored queries is no probability, of query_id 'bad'");
  }

  @Test
  void aMissingProbabilityIsRefusedOfExploredQueriesOnly() {
    TinyLake lake = lake().tossedQuery("fine", false, null).tossedQuery("bad", true, null);

    assertThatThrownBy(() -> run(lake, DATED, TOSSED))
        .isInstanceOf(DataContractException.class)
        .hasMessageContaining("of 1 explored queries is no probability, of query_id 'bad'");
  }

  @Test
  void aProbabilityBelowTheDeclaredOneIsRefused() {
    TinyLake lake = lake().tossedQuery("rare", true, 0.04);

    assertThatThrownBy(() -> run(lake, DATED, TOSSED))
        .isInstanceOf(DataContractException.class)
        .hasMessageContaining(
            "is below exploration.least-probability = 0.05, down to 0.04, query_id 'rare'");
  }

  @Test
  void whoCannotThinNeedsOneProbability() {
    TinyLake other = lake().tossedQuery("other", true, 0.1);
    LakeRows one = RecordRun.rows(spark, lake().write(spark, folder, DATED), TOSSED);
    LakeRows two = RecordRun.rows(spark, other.write(spark, folder.resolve("two"), DATED), TOSSED);

    try (LakeSlice constant = LakeSlice.of(one, TOSSED.exploration());
        LakeSlice varying = LakeSlice.of(two, TOSSED.exploration())) {
      assertThatCode(() -> constant.requireOneProbability("evaluate")).doesNotThrowAnyException();
      assertThatThrownBy(() -> varying.requireOneProbability("evaluate"))
          .isInstanceOf(ConfigException.class)
          .hasMessageStartingWith("evaluate takes the explored queries as they are");
    }
  }

  @Test
  void nothingExploredIsRefused() {
    TinyLake lake = TinyLake.of("a").on("2026-01-01").tossedQuery("q", false, 0.05);
    lake.scores("q", "r", 0.1).labels("q", true);

    assertThatThrownBy(() -> run(lake, DATED, TOSSED))
        .isInstanceOf(DataContractException.class)
        .hasMessageContaining("none of the 1 queries of the days asked for was explored");
  }

  @Test
  void theLeastProbabilityMustBeDeclared() {
    assertThatThrownBy(() -> run(lake(), DATED, Question.PLAIN))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("exploration.least-probability must be set");
  }

  @Test
  void theExploredSliceNeedsTheCoin() {
    TinyLake lake = TinyLake.of("a").on("2026-01-01").query("q");
    lake.scores("q", "r", 0.1).labels("q", true);
    LakeRows rows = RecordRun.rows(spark, lake.write(spark, folder, DATED), TOSSED);
    Exploration explored =
        new Exploration(
            Optional.of(ExplorationSlice.EXPLORED), Optional.of(0.1), VaryingProbability.THIN, 0);

    assertThatThrownBy(() -> LakeSlice.of(rows, explored))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("needs a column 'explored' in table queries");
  }
}
