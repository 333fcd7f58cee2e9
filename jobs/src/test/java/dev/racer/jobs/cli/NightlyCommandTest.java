package dev.racer.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.racer.spark.publication.PublicationStore;
import dev.racer.spark.publication.RecordDays;
import dev.racer.spark.testing.LocalSpark;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code racer nightly} makes of its options, on a lake of three days. */
@ExtendWith(LocalSpark.class)
class NightlyCommandTest {
  private static final String BEFORE = "2025-12-31"; // the lake does not hold it
  private static final String FIRST = "2026-01-01";
  private static final String SECOND = "2026-01-02";
  private static final String THIRD = "2026-01-03";

  @TempDir private static Path lake;

  @TempDir private Path output;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private PublicationStore store;

  @BeforeAll
  static void generate(SparkSession spark) {
    StringWriter said = new StringWriter();
    int exitCode =
        Racer.run(
            new String[] {
              "generate",
              "--output=" + lake.resolve("lake"),
              "--queries=450",
              "--days=3",
              "--models=3",
              "--routers=1",
              "--router-train-share=0"
            },
            new PrintWriter(said),
            new PrintWriter(said, true));
    assertThat(exitCode).as(said.toString()).isZero();
  }

  @BeforeEach
  void open() {
    store = PublicationStore.local(output, "default");
  }

  @Test
  void withoutADateANightIsForYesterdayInUtc() {
    LocalDate before = LocalDate.now(ZoneOffset.UTC).minusDays(1);

    assertThat(run()).isEqualTo(3);

    LocalDate after = LocalDate.now(ZoneOffset.UTC).minusDays(1); // midnight may have passed
    assertThat(err.toString())
        .containsAnyOf("of the run of " + before + " has no", "of the run of " + after + " has no");
  }

  @Test
  void aBackfillGoesOnAfterARefusedDateAndPublishesNothing() throws IOException {
    assertThat(run("--from", BEFORE, "--to", THIRD, "--json")).isEqualTo(3);

    assertThat(err.toString()).contains("racer: " + BEFORE + ": The newest day " + BEFORE);
    List<JsonNode> nights = objects();
    assertThat(nights)
        .extracting(night -> night.get("date").asText())
        .containsExactly(BEFORE, FIRST, SECOND);
    assertThat(nights.get(0).get("exit_code").asInt()).isEqualTo(3);
    assertThat(nights.get(0).get("error").asText()).startsWith("The newest day " + BEFORE);
    assertThat(nights.subList(1, 3))
        .allSatisfy(
            night -> {
              assertThat(night.get("status").get("outcome").asText()).isEqualTo("not-published");
              assertThat(night.get("commit").isNull()).isTrue();
            });
    assertThat(store.commits()).isEmpty();
  }

  @Test
  void aBackfillPublishesWhenAskedAndADryRunComparesWithIt() throws IOException {
    assertThat(run("--from", FIRST, "--to", SECOND, "--publish", "--json"))
        .as(err.toString())
        .isZero();
    assertThat(objects())
        .singleElement()
        .satisfies(night -> assertThat(night.get("commit").get("sequence").asLong()).isEqualTo(1));
    out.getBuffer().setLength(0);

    assertThat(run("--date", SECOND, "--dry-run")).as(err.toString()).isZero();

    assertThat(out.toString())
        .startsWith("Dry run for " + SECOND)
        .contains("\nFrom version 1 to the night of " + SECOND + ": the queries of " + SECOND);
    assertThat(store.commits()).hasSize(1);
    assertThat(new RecordDays(store.folder()).days()).containsExactly(LocalDate.parse(FIRST));
  }

  @ParameterizedTest
  @CsvSource({
    "--date=2026-01-02 --from=2026-01-01 --to=2026-01-02, '--date and --from, --to exclude'",
    "--date=2026-01-02 --to=2026-01-02,                   '--date and --from, --to exclude'",
    "--publish,                                           '--publish is for a backfill'",
    "--date=2026-01-02 --publish,                         '--publish is for a backfill'",
    "--from=2026-01-01,                                   'A backfill needs --from and a later'",
    "--to=2026-01-01,                                     'got no --from and --to 2026-01-01'",
    "--from=2026-01-01 --to=2026-01-01,                   'got --from 2026-01-01 and --to 2026-01-01'",
    "--no-publish --dry-run,                              '--publish, --no-publish and --dry-run'",
    "--from=2026-01-01 --to=2026-01-02 --publish --no-publish, 'and --dry-run exclude each other'",
    "--from=2026-01-01 --to=2026-01-02 --publish --dry-run,    'and --dry-run exclude each other'",
    "--date=2026-02-30,                                   'must be a day YYYY-MM-DD'"
  })
  void optionsThatContradictEachOtherAreAMistake(String options, String message) {
    assertThat(run(options.split(" ", -1))).isEqualTo(2);

    assertThat(err.toString()).startsWith("racer: ").contains(message);
    assertThat(output).isEmptyDirectory();
  }

  private int run(String... options) {
    List<String> arguments = new ArrayList<>(List.of("nightly"));
    arguments.addAll(List.of(options));
    Path tables = lake.resolve("lake");
    for (String setting :
        List.of(
            "lake.queries=" + tables.resolve("queries"),
            "lake.router-scores=" + tables.resolve("router_scores"),
            "lake.outcomes=" + tables.resolve("outcomes"),
            "lake.output=" + output,
            "calibration.risk-levels=[0.10]",
            "nightly.window=3",
            "nightly.label-age=0")) {
      arguments.addAll(List.of("--set", setting));
    }
    return Racer.run(
        arguments.toArray(String[]::new), new PrintWriter(out), new PrintWriter(err, true));
  }

  /** Every line of the output, each of which must be one object. */
  private List<JsonNode> objects() throws IOException {
    List<JsonNode> objects = new ArrayList<>();
    for (String line : out.toString().lines().toList()) {
      JsonNode object = new ObjectMapper().readTree(line);
      assertThat(object.isObject()).as(line).isTrue();
      objects.add(object);
    }
    return objects;
  }
}
