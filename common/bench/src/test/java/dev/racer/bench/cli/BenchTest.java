package dev.racer.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchTest {
  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--queries=many | Invalid value for option '--queries': 'many' is not a long",
        "--queries=0 | --queries must be at least 1, got 0",
        "--models=27 | Number of models must lie in [1, 26], got 27",
        "--rounds=0 | Number of rounds must be at least 1, got 0",
        "--cold-rounds=-1 | Number of cold rounds must be at least 0, got -1",
        "--only=kernel,oracle | --only must name some of [kernel, spark-sql, duckdb, calibrate], got"
            + " oracle",
        "--cores=0 | --cores must be at least 1, got 0",
        "--driver-memory=lots | Memory must be a whole number and a unit, such as 4g or 512m, got"
            + " lots",
        "--timeout=0 | --timeout must be at least 1, got 0",
        "--page=/no/such/page.md | --page must be a file, got /no/such/page.md",
        "--speed=11 | Unknown option: '--speed=11'",
        "jmh --speed=11 | Unknown option: '--speed=11'",
        "trials --trials=0 | --trials must be at least 1, got 0",
        "trials --rounds=0 | --rounds must be at least 1, got 0",
        "trials --models=27 | Number of models must lie in [1, 26], got 27",
        "trials --only=oracle | --only must name some of [kernel, loop, loop-threads, kept-loop,"
            + " kept-loop-threads], got oracle",
        "trials --cores=0 | --cores must be at least 1, got 0",
        "nightly --days=1 | --days must be at least 2, got 1",
        "nightly --timeout=0 | --timeout must be at least 1, got 0",
        "verify --rounds=0 | --rounds must be at least 1, got 0",
        "verify --driver-memory=lots | Memory must be a whole number and a unit, such as 4g or 512m,"
            + " got lots",
        "gate --nights=0 | Number of nights must be at least 1, got 0",
        "gate --risk-level=1 | Risk level must lie in (0, 1), got 1",
        "jmh *Rank | REGEX must be a regular expression, got *Rank"
      })
  void aBadOptionIsAUsageErrorOnOneLine(String arguments, String message) {
    assertThat(run(arguments.split(" "))).isEqualTo(2);
    assertThat(err.toString()).isEqualTo("bench: " + message + System.lineSeparator());
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aPageWithoutAPlaceForFiguresIsRefusedBeforeAnythingRuns() throws Exception {
    Path page = Files.writeString(folder.resolve("page.md"), "# Page\n");

    assertThat(run("--page=" + page)).isEqualTo(2);
    assertThat(err.toString()).startsWith("bench: --page has no place for figures: ");
    assertThat(folder.resolve("target")).doesNotExist();
  }

  @Test
  void anotherLakeThanAskedForIsRefused() throws Exception {
    Path lake = Files.createDirectory(folder.resolve("lake"));
    Files.writeString(lake.resolve("_generated.json"), "{\"parameters\": {\"queries\": 5}}");

    assertThat(run("--lake=" + lake)).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            "bench: The lake in "
                + lake
                + " does not fit: it was generated with queries = 5, expected 2000000"
                + System.lineSeparator());
  }

  @Test
  void helpNamesEveryOption() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString())
        .contains(
            "--queries",
            "--models",
            "--rounds",
            "--lake",
            "--only",
            "--cores",
            "--driver-memory",
            "--output",
            "--page",
            "--json",
            "--timeout",
            "jmh");
  }

  private int run(String... arguments) {
    return Bench.run(
        folder, "unknown", arguments, new PrintWriter(out, true), new PrintWriter(err, true));
  }
}
