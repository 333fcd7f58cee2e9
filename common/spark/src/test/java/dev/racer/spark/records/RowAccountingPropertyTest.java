package dev.racer.spark.records;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.core.conformal.UnknownLabels;
import dev.racer.spark.lake.DateRange;
import dev.racer.spark.lake.LakeInputs;
import dev.racer.spark.lake.OutcomeDetails;
import dev.racer.spark.publication.QualityReport.TableQuality;
import dev.racer.spark.records.LakeOracle.Expected;
import dev.racer.spark.records.LakeOracle.Reading;
import dev.racer.spark.records.RecordRun.Question;
import dev.racer.spark.schema.CalibrationRecords;
import dev.racer.spark.testing.LocalSpark;
import dev.racer.spark.testing.TinyLake;
import dev.racer.spark.testing.TinyLake.Dates;
import dev.racer.spark.testing.TinyLake.Format;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every row of badly damaged lakes is used, excluded or quarantined, as the oracle says.
 *
 * <p>A lake costs seconds, whatever its size, so there are few and each holds every kind of damage;
 * {@code -Dracer.damaged-lakes=50} asks for more.
 */
@ExtendWith(LocalSpark.class)
class RowAccountingPropertyTest {
  private static final int SEEDS = Integer.getInteger("racer.damaged-lakes", 12);
  private static final List<String> POOL = List.of("a", "b", "c");

  @TempDir private Path folder;

  static IntStream seeds() {
    return IntStream.range(0, SEEDS);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyRowIsAccountedFor(int seed, SparkSession spark) {
    Random random = new Random(seed);
    Dates dates = List.of(Dates.values()).get(seed % Dates.values().length);
    boolean keyedByDate = dates == Dates.FOLDERS || dates == Dates.COLUMN;
    boolean wide = random.nextInt(3) == 0;
    boolean configured = random.nextBoolean();
    boolean exclude = random.nextBoolean();
    boolean ranged = dates != Dates.NONE && random.nextInt(3) == 0;
    TinyLake lake = damagedLake(random, dates, wide, configured || oneIn(random, 5));
    Question question =
        new Question(
            List.of("benchmark", "tenant"),
            exclude ? Optional.of("benchmark = 'drop'") : Optional.empty(),
            ranged
                ? new DateRange(
                    Optional.of(LocalDate.parse("2026-01-01")),
                    Optional.of(LocalDate.parse("2026-01-02")))
                : DateRange.ALL,
            configured ? POOL : List.of(),
            random.nextBoolean() ? UnknownLabels.WORST_CASE : UnknownLabels.EXCLUDE,
            OutcomeDetails.NONE,
            Exploration.UNSET);
    LakeOracle oracle =
        new LakeOracle(
            lake,
            new Reading(
                keyedByDate,
                dates != Dates.NONE,
                ranged ? "2026-01-01" : null,
                ranged ? "2026-01-02" : null,
                question.pool(),
                exclude ? "drop" : "no segment of that name",
                question.unknownLabels() == UnknownLabels.EXCLUDE));
    Format format = Format.PLAIN.dates(dates).shuffled(seed + 1L);

    RecordRun run =
        RecordRun.of(
            spark, lake.write(spark, folder, wide ? format.wide() : format), question, folder);

    assertThat(run.layout().routers())
        .extracting(router -> router.router() + router.pool().models())
        .containsExactlyElementsOf(
            oracle.pools().entrySet().stream()
                .map(pool -> pool.getKey() + List.copyOf(pool.getValue()))
                .toList());
    assertThat(run.records().collectAsList())
        .extracting(RowAccountingPropertyTest::expected)
        .containsExactlyInAnyOrderElementsOf(oracle.records());
    assertThat(run.quarantine())
        .extracting(RowAccountingPropertyTest::texts)
        .containsExactlyInAnyOrderElementsOf(oracle.quarantine());
    assertThat(run.tables())
        .extracting(TableQuality::table)
        .containsExactlyElementsOf(LakeInputs.TABLES);
    for (TableQuality table : run.tables()) {
      assertThat(fates(table)).as(table.table()).isEqualTo(oracle.fates().get(table.table()));
      assertThat(table.rows()).isEqualTo(oracle.rows().get(table.table()));
      assertThat(table.rowsUsed() + total(table.quarantined()) + total(table.excluded()))
          .as("rows of %s", table.table())
          .isEqualTo(table.rows());
    }
  }

  private static SortedMap<String, Long> fates(TableQuality table) {
    SortedMap<String, Long> fates = new TreeMap<>(table.excluded());
    table.quarantined().forEach((reason, rows) -> fates.put("!" + reason, rows));
    if (table.rowsUsed() > 0) {
      fates.put("used", table.rowsUsed());
    }
    return fates;
  }

  private static long total(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static Expected expected(Row row) {
    return new Expected(
        row.getAs(CalibrationRecords.DATE),
        row.getAs(CalibrationRecords.QUERY_ID),
        row.getAs(CalibrationRecords.ROUTER),
        list(row, CalibrationRecords.SCORES),
        list(row, CalibrationRecords.CORRECT),
        row.getAs(CalibrationRecords.LABEL_STATE),
        Arrays.asList(row.getAs("segment_benchmark"), row.getAs("segment_tenant")),
        row.getAs(CalibrationRecords.EXCLUSION));
  }

  private static <T> List<T> list(Row row, String column) {
    int index = row.fieldIndex(column);
    return row.isNullAt(index) ? null : new ArrayList<>(row.<T>getList(index));
  }

  private static List<String> texts(Row row) {
    return IntStream.range(0, row.size()).mapToObj(row::getString).toList();
  }

  /** A lake in which every kind of damage is likely. */
  private static TinyLake damagedLake(Random random, Dates dates, boolean wide, boolean foreign) {
    TinyLake lake = TinyLake.of("a", "b", "c").segmentColumns("benchmark", "tenant");
    boolean dated = dates == Dates.COLUMN || dates == Dates.FOLDERS;
    int size = 40 + random.nextInt(60);
    for (int i = 0; i < size; i++) {
      // the same id on two days is two queries, where days are part of the key
      String id = "q" + (dated ? i / 2 : i);
      String day = "2026-01-0" + (1 + i % 2);
      lake.on(oneIn(random, 15) ? badDate(random, dates) : day);
      if (!oneIn(random, 8)) {
        query(random, lake, id);
      }
      if (oneIn(random, 10)) {
        query(random, lake, id);
      }
      lake.on(day);
      scores(random, lake, id, "knn", dates, wide, foreign);
      if (!oneIn(random, 4)) {
        scores(random, lake, id, "mlp", dates, wide, foreign);
      }
      outcomes(random, lake, id, dates);
      lake.on(day);
    }
    lake.on("2026-01-01").query("whole", "mmlu", "acme").scores("whole", "knn", 0.5, 0.25, 0.125);
    lake.scores("whole", "mlp", -3.0, 7.5, 0.0).labels("whole", true, false, true);
    return lake;
  }

  private static void query(Random random, TinyLake lake, String id) {
    String benchmark = oneIn(random, 6) ? null : oneIn(random, 4) ? "drop" : "mmlu";
    String tenant = oneIn(random, 6) ? null : "tenant " + random.nextInt(3);
    lake.query(oneIn(random, 12) ? null : id, benchmark, tenant);
  }

  private static void scores(
      Random random,
      TinyLake lake,
      String id,
      String router,
      Dates dates,
      boolean wide,
      boolean foreign) {
    String day = "2026-01-0" + (1 + random.nextInt(2));
    for (String model : POOL) {
      int damage = random.nextInt(120);
      Double score = random.nextGaussian();
      switch (damage) {
        case 0 -> lake.score(id, router, model, Double.NaN);
        case 1 -> lake.score(id, router, model, Double.POSITIVE_INFINITY);
        case 2 -> lake.score(id, router, model, Double.NEGATIVE_INFINITY);
        case 3 -> lake.score(id, router, model, null);
        case 4 -> lake.score(id, router, model, score).score(id, router, model, score);
        case 5 -> lake.score(id, router, model, score).score(id, router, model, Double.NaN);
        case 6 -> lake.score(id, router, model, Double.NaN).score(id, router, model, Double.NaN);
        case 7 -> lake.score(id, router, model, null).score(id, router, model, score);
        case 8 -> lake.score(null, router, model, score);
        case 9 -> lake.score(id, null, model, score);
        case 10 -> lake.score(id, router, wide ? " " : null, score);
        case 11 -> lake.score(id, " ", model, score).score(id, router, "", score);
        case 12 -> lake.score("unknown", router, model, score);
        case 13 -> lake.score("unknown", router, model, Double.NaN);
        case 14, 15 -> {
          lake.score(id, router, model, score);
          if (foreign) { // in no pool, or by one row in that of all queries, so none is usable
            lake.score(id, router, "foreign", score);
            lake.score(id, router, "foreign", damage == 14 ? Double.NaN : score);
          }
        }
        case 16 -> lake.on(badDate(random, dates)).score(id, router, model, score).on(day);
        case 17 -> lake.on(badDate(random, dates)).score(id, router, model, Double.NaN).on(day);
        case 18 -> {} // missing
        default -> lake.score(id, router, model, score);
      }
    }
  }

  private static void outcomes(Random random, TinyLake lake, String id, Dates dates) {
    String day = "2026-01-0" + (1 + random.nextInt(2));
    for (String model : POOL) {
      Boolean correct = random.nextBoolean();
      switch (random.nextInt(80)) {
        case 0 -> lake.outcome(id, model, null);
        case 1 -> lake.outcome(id, model, correct).outcome(id, model, correct);
        case 2 -> lake.outcome(id, model, true).outcome(id, model, false);
        case 3 -> lake.outcome(id, model, true).outcome(id, model, null);
        case 4 -> lake.outcome(null, model, correct);
        case 5 -> lake.outcome(id, null, correct).outcome(id, "  ", correct);
        case 6 -> lake.outcome("unknown", model, correct);
        case 7 -> lake.outcome(id, "unpooled", correct).outcome(id, model, correct);
        case 8 -> lake.outcome(id, "unpooled", correct).outcome(id, "unpooled", correct);
        case 9 -> lake.on(badDate(random, dates)).outcome(id, model, correct).on(day);
        case 10 -> {} // missing
        default -> lake.outcome(id, model, correct);
      }
    }
  }

  /** No date, or in lakes whose key holds it, text that is no day. */
  private static String badDate(Random random, Dates dates) {
    List<String> bad =
        switch (dates) {
          case NONE, EVENT_TIME -> Collections.singletonList(null);
          // an empty folder name stands for null
          case FOLDERS -> Arrays.asList(null, "2026-1-1", "2026-01-01 10:00", "2026-01-01/x", "no");
          case COLUMN ->
              Arrays.asList(null, "2026-1-1", "2026-02-30", "", "20260101", "2026-01-01T00:00:00");
        };
    return bad.get(random.nextInt(bad.size()));
  }

  private static boolean oneIn(Random random, int many) {
    return random.nextInt(many) == 0;
  }
}
