package dev.racer.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.racer.spark.testing.LocalSpark;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(LocalSpark.class)
class GenerateCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  static Stream<Arguments> badOptions() {
    return Stream.of(
        arguments(List.of("--queries", "0"), "Number of queries must lie in [1, 10^9], got 0"),
        arguments(List.of("--queries", "many"), "Invalid value for option '--queries'"),
        arguments(
            List.of("--start-date", "2026-13-01"),
            "Invalid value for option '--start-date': must be a day YYYY-MM-DD, got 2026-13-01"),
        arguments(List.of("--router", "knn"), "Router 'knn' cannot be read: expected name:kind"),
        arguments(
            List.of("--router", "knn:knn40", "--routers", "3"),
            "--routers and --router exclude each other"),
        arguments(List.of("--drift-strength", "0.5"), "--drift-strength needs --drift-from"),
        arguments(
            List.of("--drift-from", "2027-01-01"),
            "First day of the drift must lie in [2026-01-01, 2026-01-15), got 2027-01-01"),
        arguments(List.of("--unknown-on-hard"), "--unknown-on-hard needs --unknown-share"),
        arguments(List.of("--skew", "1.5"), "Skew must lie in (0, 1), got 1.5"),
        arguments(
            List.of("--exploration=0.1", "--exploration-by-tenant=0.1:0.2"),
            "--exploration and --exploration-by-tenant exclude each other"),
        arguments(
            List.of("--exploration-by-tenant", "0.1"),
            "--exploration-by-tenant must be MIN:MAX, for example 0.02:0.2, got 0.1"),
        arguments(
            List.of("--exploration-by-tenant", "0.2:0.1"),
            "Greatest exploration must lie in [0.2, 1], got 0.1"),
        arguments(List.of("--called", "8"), "Number of called models must lie in [1, 7], got 8"),
        arguments(
            List.of("--retrain", "mlp"),
            "Retraining 'mlp' cannot be read: expected ROUTER@DATE, for example mlp@2026-01-10"),
        arguments(List.of("--no-such"), "Unknown option: '--no-such'"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badOptions")
  void badOptionIsAUsageError(List<String> options, String message) {
    int exitCode = generate(options);

    assertThat(exitCode).isEqualTo(2);
    assertThat(err.toString()).startsWith("racer: " + message);
    assertThat(out.toString()).isEmpty();
    assertThat(lake()).doesNotExist();
  }

  @Test
  void outputIsRequired() {
    assertThat(run("generate")).isEqualTo(2);
    assertThat(err.toString()).startsWith("racer: Missing required option: '--output=DIR'");
  }

  @Test
  void outputThatIsNotLocalIsAUsageError() {
    assertThat(run("generate", "--output", "s3a://bucket/lake")).isEqualTo(2);
    assertThat(err.toString())
        .startsWith(
            "racer: --output must be a folder on a local file system, got s3a://bucket/lake");
  }

  @Test
  void outputThatIsNotEmptyIsAUsageError() throws IOException {
    Files.createDirectories(lake().resolve("something"));

    assertThat(generate(List.of("--queries", "10"))).isEqualTo(2);
    assertThat(err.toString())
        .isEqualToIgnoringNewLines(
            "racer: Output folder "
                + lake()
                + " must be absent or empty, got 1 entries; --overwrite removes an earlier generated"
                + " lake");
  }

  @Test
  void lakeThatDoesNotFitMayBeRetried() {
    int exitCode =
        generate(List.of("--queries", "1000000000", "--models", "1000", "--routers", "1000"));

    assertThat(exitCode).isEqualTo(1);
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString()).startsWith("racer: Too little disk space for the lake in " + lake());
  }

  @Test
  void everyOptionReachesTheLake(SparkSession spark) throws IOException {
    int exitCode =
        generate(
            List.of(
                "--queries=300 --days=2 --start-date=2026-03-01 --models=3 --router=k:knn10"
                    .split(" ")),
            "--router=c:levels5:1 --seed=9 --wide --router-train-share=0.1 --score-router-train"
                .split(" "),
            "--tenants=3 --skew=0.9 --drift-from=2026-03-02 --drift-strength=0.4".split(" "),
            "--corrupt-share=0.1 --unknown-share=0.1 --unknown-on-hard".split(" "),
            "--full-fanout-probability=0.5 --rows-per-file=1000 --json".split(" "));

    assertThat(exitCode).as(err.toString()).isZero();
    assertThat(out.toString()).isEqualTo(Files.readString(lake().resolve("_generated.json")));
    assertThat(out.toString().replaceAll("\\s+", ""))
        .contains(
            "\"parameters\":{\"queries\":300,\"days\":2,\"start-date\":\"2026-03-01\",\"models\":3,"
                + "\"router\":[\"k:knn10:0.4\",\"c:levels5:1.0\"],\"seed\":9,\"wide\":true,"
                + "\"router-train-share\":0.1,\"scored-queries\":\"all\",\"tenants\":3,\"skew\":0.9,"
                + "\"drift-from\":\"2026-03-02\",\"drift-strength\":0.4,\"corrupt-share\":0.1,"
                + "\"unknown-share\":0.1,\"unknown-pattern\":\"on-hard\","
                + "\"full-fanout-probability\":0.5,\"rows-per-file\":1000}");
    assertThat(spark.read().parquet(lake().resolve("queries").toString()).count())
        .isGreaterThanOrEqualTo(300);
  }

  @Test
  void optionsOfProductionTrafficReachTheLake(SparkSession spark) {
    int exitCode =
        generate(
            List.of("--queries=300 --days=3 --tenants=3 --called=2 --label-states".split(" ")),
            "--exploration-by-tenant=0.05:.5 --labelled-until=2026-01-03".split(" "),
            "--retrain=mlp@2026-01-02 --retrain=mlp@2026-01-03 --json".split(" "));

    assertThat(exitCode).as(err.toString()).isZero();
    assertThat(out.toString().replaceAll("\\s+", ""))
        .contains(
            "\"exploration-by-tenant\":\"0.05:0.5\",\"called\":2,\"label-states\":true,"
                + "\"labelled-until\":\"2026-01-03\",\"router-versions\":true,"
                + "\"retrain\":[\"mlp@2026-01-02\",\"mlp@2026-01-03\"],");
    assertThat(spark.read().parquet(lake().resolve("queries").toString()).columns())
        .contains("explored", "full_fanout_probability");
    assertThat(spark.read().parquet(lake().resolve("router_scores").toString()).columns())
        .contains("router_version");
    assertThat(spark.read().parquet(lake().resolve("outcomes").toString()).columns())
        .contains("label_state");
  }

  @Test
  void resultIsPrintedAsATable(SparkSession spark) {
    assertThat(spark).isNotNull(); // the session that the command finds
    assertThat(generate(List.of("--queries", "100", "--days", "1"))).isZero();

    assertThat(out.toString())
        .startsWith("Synthetic lake in " + lake() + "\n")
        .containsPattern("outcomes +700 rows +1 files +0\\.\\d MB")
        .containsPattern("\\d+ queries are marked router_train");
    out.getBuffer().setLength(0);
    assertThat(generate(List.of("--queries", "50", "--days", "1", "--overwrite"))).isZero();
    assertThat(out.toString()).containsPattern("outcomes +350 rows");
  }

  private int generate(List<String> first, String[]... more) {
    List<String> arguments = new ArrayList<>(List.of("generate", "--output", lake().toString()));
    arguments.addAll(first);
    for (String[] some : more) {
      arguments.addAll(List.of(some));
    }
    return run(arguments.toArray(String[]::new));
  }

  private int run(String... arguments) {
    return Racer.run(arguments, new PrintWriter(out, true), new PrintWriter(err, true));
  }

  private Path lake() {
    return folder.resolve("lake");
  }
}
