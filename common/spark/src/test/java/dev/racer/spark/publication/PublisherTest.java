package dev.racer.spark.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racer.core.pool.ModelPool;
import dev.racer.core.pool.Sha256;
import dev.racer.core.published.PublishedPolicy;
import dev.racer.core.published.PublishedRouter;
import dev.racer.core.published.PublishedThresholds;
import dev.racer.core.published.ThresholdsJson;
import dev.racer.core.score.Smoothing;
import dev.racer.core.score.Ties;
import dev.racer.spark.lake.DateRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublisherTest {
  private static final String RUN = "00000000000000aa";

  @TempDir private Path output;
  private Attempt attempt;

  @BeforeEach
  void write() throws IOException {
    attempt = PublicationStore.local(output, "team").newAttempt(RUN);
    attempt.write(Publisher.THRESHOLDS, thresholds("team"));
    Path part = Files.createDirectories(folder().resolve("risk_curve/date=2026-11-22"));
    Files.writeString(part.resolve("part-0.parquet"), "12345");
    Files.writeString(part.resolve(".part-0.parquet.crc"), "123");
    Files.writeString(folder().resolve("risk_curve/_SUCCESS"), "12");
  }

  @Test
  void aTableIsItsVisibleFiles() {
    assertThat(Publisher.table(attempt, "risk_curve", 7))
        .isEqualTo(
            new Manifest.Output(
                "risk_curve",
                5,
                Optional.of(
                    Sha256.hex(
                        ("date=2026-11-22/part-0.parquet\0"
                                + Sha256.hex("12345".getBytes(StandardCharsets.UTF_8)))
                            .getBytes(StandardCharsets.UTF_8))),
                OptionalLong.of(7)));
  }

  @Test
  void aFileHasItsDigest() throws IOException {
    Files.writeString(folder().resolve("abc"), "abc");

    assertThat(Publisher.file(attempt, "abc"))
        .isEqualTo(
            new Manifest.Output(
                "abc",
                3,
                // FIPS 180-2, appendix B.1
                Optional.of("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
                OptionalLong.empty()));
  }

  @Test
  void aWholeAttemptIsVerified() throws IOException {
    writeManifest(RUN);

    assertThat(Publisher.verify(attempt))
        .isEqualTo(
            new Publisher.Digests(
                Sha256.hex(Files.readAllBytes(folder().resolve(Manifest.FILE))),
                Sha256.hex(thresholds("team"))));
  }

  @Test
  void aFileThatChangedIsFound() throws IOException {
    writeManifest(RUN);
    Path file = folder().resolve(Publisher.THRESHOLDS);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] = ' ';
    Files.write(file, bytes);

    assertRefused(Publisher.THRESHOLDS + " has SHA-256 ");
  }

  @Test
  void aTableThatLostOrGainedBytesIsFound() throws IOException {
    writeManifest(RUN);
    Files.writeString(
        folder().resolve("risk_curve/date=2026-11-22/part-0.parquet"),
        "6",
        StandardOpenOption.APPEND);

    assertRefused("risk_curve has 6 bytes, expected 5 as the manifest says");
  }

  @Test
  void aTableWhoseBytesChangedIsFound() throws IOException {
    writeManifest(RUN);
    Files.writeString(folder().resolve("risk_curve/date=2026-11-22/part-0.parquet"), "12344");

    assertRefused("risk_curve has SHA-256 ");
  }

  @Test
  void aTableWhoseFilesChangedPlacesIsFound() throws IOException {
    writeManifest(RUN);
    Path file = folder().resolve("risk_curve/date=2026-11-22/part-0.parquet");
    Files.move(file, file.resolveSibling("part-1.parquet"));

    assertRefused("risk_curve has SHA-256 ");
  }

  @Test
  void whatTheManifestDoesNotNameIsFound() throws IOException {
    writeManifest(RUN);
    Files.createDirectory(folder().resolve("more"));

    assertRefused("holds what the manifest does not name: [more]");
  }

  @Test
  void aManifestOfAnotherRunIsFound() {
    writeManifest("00000000000000bb");

    assertRefused("manifest.json is of another run");
  }

  @Test
  void aMissingManifestIsFound() {
    assertRefused("manifest.json");
  }

  @Test
  void thresholdsThatDoNotReadBackAreFound() throws IOException {
    Files.writeString(folder().resolve(Publisher.THRESHOLDS), "{}");
    writeManifest(RUN);

    assertRefused("Read-back of " + attempt.location() + " failed");
  }

  @Test
  void thresholdsOfAnotherPublicationAreFound() throws IOException {
    Files.write(folder().resolve(Publisher.THRESHOLDS), thresholds("other"));
    writeManifest(RUN);

    assertRefused("thresholds.json is of another publication");
  }

  @Test
  void filesOfAnAttemptAreWrittenOnce() {
    assertThatThrownBy(() -> attempt.write(Publisher.THRESHOLDS, new byte[0]))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("Cannot write ");
    assertThat(folder().resolve(Publisher.THRESHOLDS)).isNotEmptyFile();
  }

  private Path folder() {
    return Path.of(attempt.location());
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> Publisher.verify(attempt))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(message);
  }

  private void writeManifest(String runId) {
    Manifest manifest =
        new Manifest(
            runId,
            "team",
            new Manifest.Code("0.1.0", "unknown", "4.1.2"),
            0,
            DateRange.ALL,
            List.of(),
            List.of(),
            QualityReport.EMPTY,
            List.of(
                Publisher.file(attempt, Publisher.THRESHOLDS),
                Publisher.table(attempt, "risk_curve", 7)));
    attempt.write(Manifest.FILE, manifest.toJson());
  }

  private static byte[] thresholds(String publication) {
    ModelPool pool = ModelPool.of(List.of("a", "b"));
    return ThresholdsJson.write(
        new PublishedThresholds(
            publication,
            List.of(pool),
            List.of(new PublishedRouter("knn", pool.id())),
            new Smoothing(Ties.SMOOTHED, 1e-6, 0),
            "worst-case",
            "call-all",
            "rest",
            10,
            List.of(),
            new PublishedPolicy("softmax", "one-minus-max", "gap", "misrouting", "expected", "0.1"),
            List.of()));
  }
}
