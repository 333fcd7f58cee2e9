package dev.racer.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racer.jobs.testing.TinyPublication;
import dev.racer.spark.publication.Manifest;
import dev.racer.spark.publication.PublicationStore;
import dev.racer.spark.testing.LocalSpark;
import dev.racer.spark.testing.TaskRecords;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LocalSpark.class)
class AttemptFolderTest {
  @TempDir private Path output;

  @Test
  void rowsAreCountedAsTheyAreWritten(SparkSession spark) {
    AttemptFolder folder = folder(spark);

    folder.write(spark.range(1_000).selectExpr("id", "id % 3 part").repartition(5), "one", "part");
    folder.write(spark.range(0).toDF("id"), "none");

    List<Manifest.Output> outputs = folder.outputs();
    assertThat(outputs).extracting(Manifest.Output::path).containsExactly("one", "none");
    assertThat(outputs)
        .extracting(Manifest.Output::rows)
        .containsExactly(OptionalLong.of(1_000), OptionalLong.of(0));
  }

  @Test
  void tableThatLostAFileIsNotVouchedFor(SparkSession spark) throws IOException {
    AttemptFolder folder = folder(spark);
    folder.write(spark.range(0, 100, 1, 2).toDF("id"), "table");

    Files.delete(anyFile(folder));

    assertThatThrownBy(folder::outputs)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("has 50 rows when read back, expected the 100 that were written");
    assertThatThrownBy(folder::requireWhole)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("has 50 rows when read back, expected the 100 that were written");
  }

  @Test
  void tableWithADamagedFooterIsNotVouchedFor(SparkSession spark) throws IOException {
    AttemptFolder folder = folder(spark);
    folder.write(spark.range(0, 100, 1, 2).toDF("id"), "table");
    Path file = anyFile(folder);

    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 3)); // as a write that was cut leaves it
    Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));

    assertThatThrownBy(folder::requireWhole)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(file.getFileName().toString())
        .hasMessageContaining("cannot be read back as Parquet");
  }

  @Test
  void countingWhatWasWrittenTakesNoSparkJob(SparkSession spark) {
    AttemptFolder folder = folder(spark);
    folder.write(spark.range(0, 100, 1, 2).toDF("id"), "table");

    try (TaskRecords listener = TaskRecords.of(spark)) {
      folder.requireWhole();

      assertThat(listener.jobs()).isZero();
    }
  }

  private static Path anyFile(AttemptFolder folder) throws IOException {
    Path table = Path.of(folder.attempt().location()).resolve("table");
    try (Stream<Path> files = Files.list(table)) {
      return files.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
  }

  private AttemptFolder folder(SparkSession spark) {
    PublicationStore store = PublicationStore.local(output, TinyPublication.NAME);
    return new AttemptFolder(spark, store.newAttempt(TinyPublication.RUN));
  }
}
