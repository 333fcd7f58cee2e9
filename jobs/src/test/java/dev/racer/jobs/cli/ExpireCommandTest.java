package dev.racer.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.core.published.Commit;
import dev.racer.jobs.testing.TinyPublication;
import dev.racer.spark.publication.PublicationStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpireCommandTest {
  @TempDir private Path output;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private PublicationStore store;
  private Commit inForce;
  private String leftover;

  /** One version in force and one attempt that died long ago. */
  @BeforeEach
  void publish() throws IOException {
    store = PublicationStore.local(output, TinyPublication.NAME);
    inForce = TinyPublication.publish(store, TinyPublication.RUN, TinyPublication.rows());
    leftover = store.newAttempt("00000000000000bb").path();
    FileTime old = FileTime.from(Instant.now().minus(Duration.ofDays(100)));
    try (Stream<Path> files = Files.walk(output)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.setLastModifiedTime(file, old);
      }
    }
  }

  @Test
  void aDryRunNamesWhatWouldGo() {
    assertThat(run("--older-than", "90d", "--dry-run")).as(err.toString()).isZero();

    assertThat(out.toString())
        .contains("attempt  " + leftover)
        .endsWith("Would remove 1 folders, 36 bytes\n");
    assertThat(store.unfinished()).hasSize(1);
  }

  @Test
  void whatNobodyNeedsIsRemoved() {
    assertThat(run("--older-than", "90d", "--json")).as(err.toString()).isZero();

    assertThat(out.toString())
        .isEqualTo(
            "{\"kind\":\"attempt\",\"folder\":\"%s\",\"files\":1,\"bytes\":36,\"removed\":true}\n"
                .formatted(leftover));
    assertThat(store.unfinished()).isEmpty();
    assertThat(store.isIntact(inForce)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"47h", "1d", "90", "0d", "-90d", "forever"})
  void anAgeThatIsNoneIsAMistake(String age) {
    assertThat(run("--older-than=" + age)).isEqualTo(2);

    assertThat(err.toString()).startsWith("racer: --older-than must be ").contains("got " + age);
    assertThat(store.unfinished()).hasSize(1);
  }

  private int run(String... words) {
    List<String> arguments = new ArrayList<>(List.of("expire"));
    arguments.addAll(List.of(words));
    arguments.addAll(List.of("--output", output.toString(), "--publication", TinyPublication.NAME));
    return Racer.run(
        arguments.toArray(new String[0]), new PrintWriter(out), new PrintWriter(err, true));
  }
}
