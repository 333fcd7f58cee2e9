package dev.racer.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.core.published.Commit;
import dev.racer.core.published.CommitKind;
import dev.racer.jobs.testing.TinyPublication;
import dev.racer.spark.publication.PublicationStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RollbackCommandTest {
  private static final String OTHER_RUN = "00000000000000bb";

  @TempDir private Path output;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private PublicationStore store;
  private Commit first;

  @BeforeEach
  void publish() {
    store = PublicationStore.local(output, TinyPublication.NAME);
    first = TinyPublication.publish(store, TinyPublication.RUN, TinyPublication.rows());
    TinyPublication.publish(store, OTHER_RUN, TinyPublication.rows());
  }

  @Test
  void anEarlierVersionIsPutBackInForceForItsTimeToLive() {
    assertThat(run("rollback", "--to", "1", "--reason", "wrong labels"))
        .as(err.toString())
        .isZero();

    Commit inForce = store.current().orElseThrow();
    assertThat(inForce.sequence()).isEqualTo(3);
    assertThat(inForce.kind()).isEqualTo(CommitKind.ROLLBACK);
    assertThat(inForce.attempt()).isEqualTo(first.attempt());
    assertThat(inForce.pinned()).isFalse();
    assertThat(inForce.reason()).contains("wrong labels");
    assertThat(Duration.between(inForce.committedAt(), inForce.validUntil().orElseThrow()))
        .isEqualTo(Duration.ofDays(7));
    assertThat(out.toString())
        .startsWith("Version 3 is in force, not pinned, valid until ")
        .endsWith(": the files of attempt " + first.attemptId() + "\n");
  }

  @Test
  void aVersionIsPinnedAndLetGoAgain() {
    assertThat(run("rollback", "--to", "1", "--pin")).isZero();
    assertThat(store.current().orElseThrow().pinned()).isTrue();

    assertThat(run("rollback", "--unpin")).isZero();
    Commit unpinned = store.current().orElseThrow();
    assertThat(unpinned.sequence()).isEqualTo(4);
    assertThat(unpinned.pinned()).isFalse();
    assertThat(unpinned.attempt()).isEqualTo(first.attempt());

    assertThat(run("rollback", "--pin", "--json")).isZero();
    assertThat(store.current().orElseThrow().pinned()).isTrue();
    assertThat(store.current().orElseThrow().validUntil()).isEqualTo(unpinned.validUntil());
    assertThat(out.toString())
        .contains("{\"schema_version\":1,\"outcome\":\"committed\",\"reason\":null,\"commit\":{");
  }

  @Test
  void whatChangesNothingIsANo() throws IOException {
    assertThat(run("rollback", "--to", "2")).isEqualTo(4);
    assertThat(run("rollback", "--unpin")).isEqualTo(4);
    Files.writeString(output.resolve(TinyPublication.NAME).resolve(first.thresholdsFile()), "{}");
    assertThat(run("rollback", "--to", "1", "--json")).isEqualTo(4);

    assertThat(store.commits()).hasSize(2);
    assertThat(out.toString())
        .contains(
            "Nothing was changed: the files of version 2 are in force already, not pinned, as"
                + " version 2\n")
        .contains(
            "\"outcome\":\"refused\",\"reason\":\"the files of version 1 are not those that were"
                + " committed\",\"commit\":null}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rollback",
        "rollback --unpin --pin",
        "rollback --unpin --to 1",
        "rollback --to 3",
        "rollback --to x",
        "rollback --to 1 --reason="
      })
  void aMistakeChangesNothing(String command) {
    assertThat(run(command.split(" ", -1))).isEqualTo(2);

    assertThat(err.toString()).startsWith("racer: ");
    assertThat(store.commits()).hasSize(2);
  }

  @Test
  void historyShowsWhatWasAndWhatIsInForce() {
    run("rollback", "--to", "1", "--pin", "--reason", "wrong\nlabels");
    out.getBuffer().setLength(0);

    assertThat(run("show", "versions")).isZero();
    List<String> lines = out.toString().lines().toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0).strip()).startsWith("version  kind").endsWith("reason");
    assertThat(lines.get(1)).contains("publish", "for ever", TinyPublication.RUN);
    assertThat(lines.get(3)).startsWith("*").contains("rollback", "in force, pinned");
    assertThat(lines.get(3)).endsWith("wrong labels");

    out.getBuffer().setLength(0);
    assertThat(run("show", "versions", "--json")).isZero();
    assertThat(out.toString().lines())
        .hasSize(3)
        .allMatch(line -> line.startsWith("{\"schema_version\":3,\"sequence\":"))
        .filteredOn(line -> line.endsWith(",\"in_force\":true,\"stale\":false}"))
        .hasSize(1);
  }

  private int run(String... words) {
    List<String> arguments = new ArrayList<>(List.of(words));
    arguments.addAll(List.of("--output", output.toString(), "--publication", TinyPublication.NAME));
    return Racer.run(
        arguments.toArray(new String[0]), new PrintWriter(out), new PrintWriter(err, true));
  }
}
