package dev.racer.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racer.core.conformal.RiskLevel;
import dev.racer.jobs.report.ReportConfig.Images;
import dev.racer.jobs.report.SimulatedEvaluation.Content;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.publication.Attempt;
import dev.racer.spark.publication.Manifest;
import dev.racer.spark.schema.EvaluationTables;
import dev.racer.spark.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LocalSpark.class)
class ReportJobTest {
  @TempDir private Path folder;

  @Test
  void theSameTablesGiveTheSameBytes(SparkSession spark) throws IOException {
    Simulated.evaluate(spark, folder, Content.ANSWERS_AND_COSTS);

    ReportResult first = Simulated.report(spark, folder, folder.resolve("first"));
    Simulated.report(spark, folder, folder.resolve("second"));

    Map<String, String> files = files(folder.resolve("first"));
    assertThat(files).isEqualTo(files(folder.resolve("second")));
    assertThat(files.keySet()).containsAll(first.files()).contains("report.html");
  }

  @Test
  void withoutAnswersEverythingButAccuracyIsThereAndThePageSaysWhy(SparkSession spark)
      throws IOException {
    Simulated.evaluate(spark, folder, Content.LABELS);

    ReportResult result = Simulated.report(spark, folder, folder.resolve("report"));

    assertThat(Files.readString(folder.resolve("report/report.html")))
        .contains("the outcomes of this lake hold no answers");
    assertThat(result.files())
        .contains("plots/risk-histogram-knn.svg", "plots/risk-sweep-mlp.svg", "plots/shift.svg")
        .noneMatch(file -> file.contains("cost-accuracy") || file.startsWith("plots/selection"));
    assertThat(CsvFile.rows(folder.resolve("report/tables/accuracy.csv")))
        .anyMatch(row -> row.get("kind").equals("top-1"))
        .noneMatch(row -> row.get("kind").equals("racer") || row.get("kind").equals("full-pool"));
    assertThat(CsvFile.rows(folder.resolve("report/tables/glance.csv")))
        .isNotEmpty()
        .allMatch(row -> row.get("accuracy_mean").isEmpty() && !row.get("risk_mean").isEmpty());
  }

  @Test
  void plotsAreDrawnAsPngTwiceAsLarge(SparkSession spark) throws IOException {
    Simulated.evaluate(spark, folder, Content.LABELS);
    Path output = folder.resolve("report");

    Simulated.report(
        spark,
        new ReportConfig(
            Simulated.store(folder),
            Optional.empty(),
            Optional.empty(),
            Optional.of(output),
            Optional.empty(),
            Images.ALL));

    int plots = 0;
    for (String file : files(output).keySet()) {
      if (file.endsWith(".svg")) {
        var image = ImageIO.read(output.resolve(file.replace(".svg", ".png")).toFile());
        String svg = Files.readString(output.resolve(file));
        assertThat(svg)
            .contains("width=\"" + image.getWidth() / 2 + "\" height=\"" + image.getHeight() / 2);
        assertThat(colours(image)).as(file).isGreaterThan(10); // something was drawn
        plots++;
      }
    }
    assertThat(plots).isGreaterThan(5);
  }

  private static long colours(java.awt.image.BufferedImage image) {
    return java.util.stream.IntStream.range(0, image.getWidth() * image.getHeight())
        .map(i -> image.getRGB(i % image.getWidth(), i / image.getWidth()))
        .distinct()
        .count();
  }

  @Test
  void theNewestEvaluationIsReportedOnUnlessOneIsNamed(SparkSession spark) throws IOException {
    Attempt early =
        Simulated.evaluate(spark, folder, Content.LABELS, "00000000000000a1", Simulated.END);
    Simulated.evaluate(
        spark, folder, Content.LABELS, "00000000000000a2", Simulated.END.plusSeconds(60));
    Path output = folder.resolve("report");

    assertThat(Simulated.report(spark, folder, output).runId()).isEqualTo("00000000000000a2");
    for (String id : new String[] {"00000000000000a1", early.id()}) {
      ReportConfig named =
          new ReportConfig(
              Simulated.store(folder),
              Optional.of(id),
              Optional.empty(),
              Optional.of(output),
              Optional.empty(),
              Images.NO_PNG);
      assertThat(Simulated.report(spark, named).attempt()).isEqualTo(early.id());
    }
    assertThat(Files.readString(output.resolve("report.html"))).contains("00000000000000a1");
  }

  @Test
  void aRunThatIsNoEvaluationIsNamedWithThoseThatAre(SparkSession spark) {
    Path output = folder.resolve("report");

    assertThatThrownBy(() -> Simulated.report(spark, folder, output))
        .isInstanceOf(ConfigException.class)
        .hasMessage("There is no evaluation yet in " + folder.resolve("simulated") + "; found []");

    Simulated.evaluate(spark, folder, Content.LABELS);
    ReportConfig named =
        new ReportConfig(
            Simulated.store(folder),
            Optional.of("0000000000000bad"),
            Optional.empty(),
            Optional.of(output),
            Optional.empty(),
            Images.NO_PNG);
    assertThatThrownBy(() -> Simulated.report(spark, named))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "--run must name an evaluation in "
                + folder.resolve("simulated")
                + ", got 0000000000000bad; found [00000000000000aa]");
    assertThat(output).doesNotExist();
  }

  @Test
  void tablesThatAreNotAsTheyWereLeftAreRefused(SparkSession spark) throws IOException {
    Attempt attempt = Simulated.evaluate(spark, folder, Content.LABELS);
    Files.writeString(Path.of(attempt.location()).resolve("trial_metrics/more.parquet"), "x");

    assertThatThrownBy(() -> Simulated.report(spark, folder, folder.resolve("report")))
        .isInstanceOf(DataContractException.class)
        .hasMessageContaining("are not as its manifest says");
  }

  @Test
  void aTableWithoutItsColumnsIsRefused(SparkSession spark) throws IOException {
    Attempt attempt = Simulated.evaluate(spark, folder, Content.LABELS);
    Path table = Path.of(attempt.location()).resolve(EvaluationTables.BASELINE_METRICS);
    spark
        .read()
        .parquet(table.toString())
        .drop("calls")
        .write()
        .parquet(folder.resolve("other").toString());

    Files.move(table, folder.resolve("whole"));
    Files.move(folder.resolve("other"), table);
    EvaluationReader reader = new EvaluationReader(spark, attempt);

    assertThatThrownBy(
            () ->
                reader.read(
                    new dev.racer.jobs.report.table.RunFacts(
                        "p", "r", java.util.List.of(), Map.of(), Optional.empty()),
                    Optional.empty()))
        .isInstanceOf(DataContractException.class)
        .hasMessageStartingWith(
            "Table baseline_metrics in "
                + attempt.location()
                + " must have column calls of type double, got struct<");
  }

  @Test
  void theRiskLevelInQuestionCanBeChosen(SparkSession spark) {
    Simulated.evaluate(spark, folder, Content.LABELS);
    Path output = folder.resolve("report");

    Simulated.report(spark, atLevel(output, "0.2"));

    assertThat(CsvFile.rows(output.resolve("tables/glance.csv")))
        .isNotEmpty()
        .allMatch(row -> row.get("risk_level").equals("0.20"));
    assertThatThrownBy(() -> Simulated.report(spark, atLevel(output, "0.25")))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("--risk-level must be one of [0.001, 0.05, 0.10, ");
  }

  private ReportConfig atLevel(Path output, String level) {
    return new ReportConfig(
        Simulated.store(folder),
        Optional.empty(),
        Optional.of(RiskLevel.parse(level)),
        Optional.of(output),
        Optional.empty(),
        Images.NO_PNG);
  }

  @Test
  void anEarlierReportIsReplacedWhole(SparkSession spark) throws IOException {
    Simulated.evaluate(spark, folder, Content.ANSWERS_AND_COSTS);
    Path output = folder.resolve("report");
    Simulated.report(spark, folder, output);
    Path old = output.resolve("plots/cost-accuracy-knn.svg");
    assertThat(old).exists();

    Simulated.evaluate(
        spark, folder, Content.LABELS, "00000000000000a2", Simulated.END.plusSeconds(60));
    Simulated.report(spark, folder, output);

    assertThat(old).doesNotExist();
    try (var beside = Files.list(folder)) {
      assertThat(beside.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("simulated", "report");
    }
  }

  @Test
  void whatIsNoReportIsNotTouched(SparkSession spark) throws IOException {
    Simulated.evaluate(spark, folder, Content.LABELS);
    Path output = Files.createDirectory(folder.resolve("report"));
    Path mine = Files.writeString(output.resolve("thesis.txt"), "years of work");

    assertThatThrownBy(() -> Simulated.report(spark, folder, output))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "--output must be absent, empty or hold an earlier report, got "
                + output
                + ": no report-files.txt says that it is one");

    Files.delete(mine);
    Simulated.report(spark, folder, output);
    Files.writeString(output.resolve("tables/mine.txt"), "a note");

    assertThatThrownBy(() -> Simulated.report(spark, folder, output))
        .isInstanceOf(ConfigException.class)
        .hasMessageEndingWith(": not of a report is tables/mine.txt");
    assertThat(output.resolve("tables/mine.txt")).hasContent("a note");
  }

  @Test
  void aFailureLeavesTheEarlierReport(SparkSession spark) throws IOException {
    Attempt attempt = Simulated.evaluate(spark, folder, Content.LABELS);
    Path output = folder.resolve("report");
    Simulated.report(spark, folder, output);
    Map<String, String> before = files(output);
    Files.delete(Path.of(attempt.location()).resolve(Manifest.FILE));

    assertThatThrownBy(() -> Simulated.report(spark, folder, output))
        .isInstanceOf(DataContractException.class);

    assertThat(files(output)).isEqualTo(before);
  }

  @Test
  void somethingMustBeWantedAndWritable() throws IOException {
    assertThatThrownBy(() -> config(Optional.empty(), Optional.empty()))
        .isInstanceOf(ConfigException.class)
        .hasMessage("Either --output or --notebook must say what to write, got neither");
    assertThatThrownBy(() -> config(Optional.empty(), Optional.of(folder.resolve("a.txt"))))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "--notebook must be a file that ends in .ipynb, got " + folder.resolve("a.txt"));
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> config(Optional.of(file), Optional.empty()))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("--output must be a folder that can be written, got ");
  }

  private ReportConfig config(Optional<Path> output, Optional<Path> notebook) {
    return new ReportConfig(
        Simulated.store(folder), Optional.empty(), Optional.empty(), output, notebook, Images.ALL);
  }

  private static Map<String, String> files(Path root) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (var paths = Files.walk(root)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        files.put(
            root.relativize(path).toString(),
            dev.racer.core.pool.Sha256.hex(Files.readAllBytes(path)));
      }
    }
    return files;
  }
}
