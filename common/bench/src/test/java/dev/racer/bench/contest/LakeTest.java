package dev.racer.bench.contest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.racer.bench.report.TableSize;
import dev.racer.spark.lake.ConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakeTest {
  /** As {@code racer generate} writes it. */
  private static final String DESCRIPTION =
      """
      {
        "generated_by" : "racer generate",
        "schema_version" : 1,
        "parameters" : {
          "queries" : 2000,
          "days" : 7,
          "start-date" : "2026-01-01",
          "models" : 7,
          "router" : [ "mlp:sigmoid:0.4" ],
          "seed" : 0,
          "wide" : false,
          "router-train-share" : 0.0,
          "scored-queries" : "held-out",
          "tenants" : 8,
          "corrupt-share" : 0.0,
          "unknown-share" : 0.0,
          "unknown-pattern" : "even",
          "rows-per-file" : 2000000
        },
        "tables" : {
          "queries" : { "rows" : 2000, "files" : 7, "bytes" : 4711 }
        }
      }
      """;

  @TempDir private Path folder;

  @BeforeEach
  void describe() throws Exception {
    Files.writeString(folder.resolve("_generated.json"), DESCRIPTION);
  }

  @Test
  void findsTheLakeThatFits() {
    assertThat(new Lake(folder, 2_000, 7).find())
        .contains(new java.util.TreeMap<>(Map.of("queries", new TableSize(2_000, 7, 4_711))));
  }

  @Test
  void findsNoneWhereThereIsNone() {
    assertThat(new Lake(folder.resolve("new"), 2_000, 7).find()).isEmpty();
  }

  @Test
  void refusesALakeOfAnotherSize() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> new Lake(folder, 3_000, 7).find())
        .withMessage(
            "The lake in "
                + folder
                + " does not fit: it was generated with queries = 2000, expected 3000");
  }

  @Test
  void refusesALakeWithMoreRouters() throws Exception {
    Files.writeString(
        folder.resolve("_generated.json"),
        DESCRIPTION.replace("\"mlp:sigmoid:0.4\"", "\"mlp:sigmoid:0.4\", \"knn:knn40:0.4\""));

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> new Lake(folder, 2_000, 7).find())
        .withMessageContaining("router = mlp:sigmoid:0.4, knn:knn40:0.4");
  }

  @Test
  void overwritesOnlyALakeThatWasNotCompleted() throws Exception {
    assertThat(new Lake(folder, 2_000, 7).generateArguments()).doesNotContain("--overwrite");

    Files.writeString(folder.resolve("_generating.json"), "{}");

    assertThat(new Lake(folder, 2_000, 7).generateArguments()).contains("--overwrite");
  }
}
