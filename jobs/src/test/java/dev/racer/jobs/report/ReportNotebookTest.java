package dev.racer.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.racer.jobs.report.ReportConfig.Images;
import dev.racer.jobs.report.SimulatedEvaluation.Content;
import dev.racer.jobs.report.notebook.JavaCells;
import dev.racer.jobs.report.notebook.Notebook;
import dev.racer.jobs.report.notebook.Notebook.Cell;
import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.testing.LocalSpark;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LocalSpark.class)
class ReportNotebookTest {
  @TempDir private Path folder;

  @Test
  void outputsAreWhatTheCellsPrintAndTheTablesSay(SparkSession spark) throws IOException {
    Simulated.evaluate(spark, folder, Content.ANSWERS_AND_COSTS);
    Path file = write(spark, Images.NO_PNG);

    List<Cell> stored = codeCells(file);

    assertThat(JavaCells.run(blank(stored), folder)).isEqualTo(stored);
    assertThat(stored).hasSize(6);
    assertThat(stored.toString()).contains("mlp", "RACER-G", "stated_confidence", "largest |z|: ");
    String printed = stored.toString();
    List<Map<String, String>> glance = CsvFile.rows(folder.resolve("nb-tables/glance.csv"));
    assertThat(glance).hasSize(16);
    for (Map<String, String> row : glance) {
      double risk = Double.parseDouble(row.get("risk_mean"));
      assertThat(printed)
          .containsPattern(
              "%s +%s +%s +10\\.0 %% +%.1f %%"
                  .formatted(
                      row.get("router"), row.get("segment"), row.get("nonconformity"), 100 * risk));
    }
  }

  @Test
  void theNotebookThatIsKeptPrintsWhatItShows() throws IOException {
    Path kept = Path.of(System.getProperty("racer.root"), "notebooks-export");
    List<Cell> stored = codeCells(kept.resolve("evaluation.ipynb"));

    assertThat(JavaCells.run(blank(stored), kept)).isEqualTo(stored);
    assertThat(stored).hasSize(6);
  }

  private static List<Cell> codeCells(Path file) throws IOException {
    List<Cell> cells = new ArrayList<>();
    for (JsonNode cell : read(file).get("cells")) {
      if (cell.get("cell_type").asText().equals("code")) {
        JsonNode outputs = cell.get("outputs");
        String output = outputs.isEmpty() ? "" : text(outputs.get(0).get("text"));
        cells.add(new Cell.Code(text(cell.get("source")), Optional.of(output)));
      }
    }
    return cells;
  }

  private static List<Cell> blank(List<Cell> cells) {
    List<Cell> blank = new ArrayList<>();
    for (Cell cell : cells) {
      if (cell instanceof Cell.Code code) {
        blank.add(Cell.Code.of(code.source()));
      }
    }
    return blank;
  }

  @Test
  void theFileIsANotebookOfJupyter(SparkSession spark) throws IOException {
    Simulated.evaluate(spark, folder, Content.ANSWERS_AND_COSTS);
    JsonNode notebook = read(write(spark, Images.ALL));

    assertThat(notebook.get("nbformat").asInt()).isEqualTo(4);
    assertThat(notebook.get("nbformat_minor").asInt()).isEqualTo(5);
    assertThat(notebook.at("/metadata/kernelspec/name").asText()).isNotBlank();
    assertThat(notebook.at("/metadata/kernelspec/display_name").asText()).isNotBlank();
    assertThat(notebook.at("/metadata/language_info/name").asText()).isEqualTo("java");
    Set<String> ids = new HashSet<>();
    int pictures = 0;
    for (JsonNode cell : notebook.get("cells")) {
      assertThat(ids.add(cell.get("id").asText())).isTrue();
      assertThat(cell.get("id").asText()).matches("[a-zA-Z0-9-_]{1,64}");
      assertThat(cell.get("metadata").isObject()).isTrue();
      assertThat(cell.get("source").isArray()).isTrue();
      if (cell.get("cell_type").asText().equals("code")) {
        assertThat(cell.get("execution_count").isInt()).isTrue();
        assertThat(cell.get("outputs").isArray()).isTrue();
      }
      if (cell.has("attachments")) {
        String name = cell.get("attachments").fieldNames().next();
        byte[] png = cell.get("attachments").get(name).get("image/png").binaryValue();
        assertThat(ImageIO.read(new ByteArrayInputStream(png)).getWidth()).isGreaterThan(100);
        assertThat(text(cell.get("source"))).contains("](attachment:" + name + ")");
        pictures++;
      }
    }
    assertThat(pictures).isEqualTo(2);
  }

  @Test
  void anEarlierNotebookIsReplacedAndNothingElse(SparkSession spark) throws IOException {
    Simulated.evaluate(spark, folder, Content.LABELS);
    Path file = write(spark, Images.NO_PNG);
    byte[] before = Files.readAllBytes(file);

    assertThat(write(spark, Images.NO_PNG)).hasBinaryContent(before);

    Files.writeString(file, "{\"cells\": []}");
    assertThatThrownBy(() -> write(spark, Images.NO_PNG))
        .isInstanceOf(ConfigException.class)
        .hasMessage("--notebook must be absent or an earlier notebook of a report, got " + file);
    assertThat(file).hasContent("{\"cells\": []}");
  }

  @Test
  void aCellThatDoesNotRunIsNamed() {
    assertThatIllegalStateException()
        .isThrownBy(() -> JavaCells.run(List.of(Cell.Code.of("int x = \"a\";")), folder))
        .withMessageContaining("incompatible types")
        .withMessageContaining("int x");
    assertThatIllegalStateException()
        .isThrownBy(() -> JavaCells.run(List.of(Cell.Code.of("int[] a = new int[-1];")), folder))
        .withMessageContaining("int[] a");
    assertThatIllegalStateException()
        .isThrownBy(() -> JavaCells.run(List.of(Cell.Code.of("if (true) {")), folder))
        .withMessageStartingWith("Cell must be complete Java, got if");
  }

  @Test
  void textIsKeptLineByLine() throws IOException {
    byte[] json =
        Notebook.json(
            List.of(
                new Cell.Prose("one\ntwo", Map.of()),
                new Cell.Code("x", Optional.of("1\n2\n")),
                Cell.Code.of("y")));

    JsonNode cells = new ObjectMapper().readTree(json).get("cells");
    assertThat(cells.get(0).get("source")).hasToString("[\"one\\n\",\"two\"]");
    assertThat(cells.get(1).at("/outputs/0/text")).hasToString("[\"1\\n\",\"2\\n\"]");
    assertThat(cells.get(2).get("execution_count").isNull()).isTrue();
    assertThat(cells.get(2).get("outputs").isEmpty()).isTrue();
  }

  private Path write(SparkSession spark, Images images) {
    Path file = folder.resolve("nb.ipynb");
    Simulated.report(
        spark,
        new ReportConfig(
            Simulated.store(folder),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(file),
            images));
    return file;
  }

  private static JsonNode read(Path file) throws IOException {
    return new ObjectMapper().readTree(Files.readAllBytes(file));
  }

  private static String text(JsonNode lines) {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line.asText()));
    return text.toString();
  }
}
