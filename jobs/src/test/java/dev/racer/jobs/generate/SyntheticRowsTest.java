package dev.racer.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyntheticRowsTest {
  /** A change of these is a change of every lake that was generated: say so in the change list. */
  @ParameterizedTest
  @CsvSource({
    "QUERIES, aace1e1f97dfbdaa",
    "ROUTER_SCORES, f3278e6ec284beec",
    "OUTCOMES, cd65397b236f2b01"
  })
  void rowsArePinned(LakeTable table, String sha256) throws NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (Row row : rows(config().build(), table, 1_000)) {
      digest.update((row.mkString("|") + "\n").getBytes(StandardCharsets.UTF_8));
    }

    assertThat(HexFormat.of().formatHex(digest.digest()).substring(0, 16)).isEqualTo(sha256);
  }

  @ParameterizedTest
  @EnumSource
  void rowsDoNotDependOnTheCut(LakeTable table) {
    GenerateConfig config = config().corruptShare(0.1).unknownShare(0.1).build();

    List<Row> whole = rows(config, table, 1_000);

    assertThat(whole).hasSizeGreaterThan(300);
    assertThat(rows(config, table, 7)).isEqualTo(whole);
  }

  @Test
  void anotherSeedMakesOtherRows() {
    assertThat(rows(config().seed(1).build(), LakeTable.OUTCOMES, 1_000))
        .isNotEqualTo(rows(config().seed(2).build(), LakeTable.OUTCOMES, 1_000));
  }

  @Test
  void driftChangesOutcomesFromItsDayOnAndNothingElse() {
    GenerateConfig steady = config().build();
    GenerateConfig drifting =
        config().drift(new GenerateConfig.Drift(LocalDate.of(2026, 1, 2), 0.5)).build();

    assertThat(rows(drifting, LakeTable.QUERIES, 1_000))
        .isEqualTo(rows(steady, LakeTable.QUERIES, 1_000));
    assertThat(rows(drifting, LakeTable.ROUTER_SCORES, 1_000))
        .isEqualTo(rows(steady, LakeTable.ROUTER_SCORES, 1_000));
    List<Row> before = rows(steady, LakeTable.OUTCOMES, 1_000);
    List<Row> after = rows(drifting, LakeTable.OUTCOMES, 1_000);
    int firstDay = 200 * 7;
    assertThat(after.subList(0, firstDay)).isEqualTo(before.subList(0, firstDay));
    assertThat(after.subList(firstDay, after.size()))
        .isNotEqualTo(before.subList(firstDay, before.size()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"LONG", "WIDE"})
  void everyMalformationOccursAndIsCounted(String layout) {
    GenerateConfig config =
        config()
            .queries(2_600)
            .corruptShare(0.1)
            .scoreLayout(GenerateConfig.ScoreLayout.valueOf(layout))
            .build();
    LakeCounts counts = LakeCounts.of(config, SyntheticWorld.of(config));

    Map<LakeTable, Map<String, Long>> found = new TreeMap<>();
    for (LakeTable table : LakeTable.values()) {
      List<Row> rows = rows(config, table, 1_000);
      assertThat(counts.rows()).containsEntry(table, (long) rows.size());
      found.put(table, MalformedRows.count(table, rows));
    }

    assertThat(found).isEqualTo(counts.malformed());
    assertThat(found.get(LakeTable.ROUTER_SCORES)).hasSize(7);
    assertThat(found.values().stream().flatMap(kinds -> kinds.values().stream()))
        .allMatch(count -> count >= 10)
        .hasSize(13);
    assertThat(found.values().stream().flatMap(k -> k.values().stream()).mapToLong(n -> n).sum())
        .isEqualTo(260);
  }

  @Test
  void unknownLabelsAreCounted() {
    GenerateConfig config =
        config()
            .unknownShare(0.2)
            .unknownPattern(GenerateConfig.UnknownPattern.ON_HARD)
            .drift(new GenerateConfig.Drift(LocalDate.of(2026, 1, 2), 0.5))
            .build();

    long missing =
        rows(config, LakeTable.OUTCOMES, 1_000).stream().filter(row -> row.isNullAt(2)).count();

    assertThat(missing)
        .isPositive()
        .isEqualTo(LakeCounts.of(config, SyntheticWorld.of(config)).unknownLabels());
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

  private static GenerateConfig.Builder config() {
    return GenerateConfig.to(Path.of("lake")).queries(400).days(2).seed(11);
  }
}
