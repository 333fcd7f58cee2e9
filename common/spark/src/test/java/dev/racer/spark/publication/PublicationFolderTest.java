package dev.racer.spark.publication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racer.spark.publication.PublicationFolder.FileEntry;
import dev.racer.spark.publication.s3a.S3aFolder;
import dev.racer.spark.testing.S3ProxyServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every store promises, local and S3 alike. */
class PublicationFolderTest {
  @TempDir private static Path output;
  private static S3ProxyServer server;

  @BeforeAll
  static void start() {
    server = S3ProxyServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  static Stream<PublicationFolder> folders() {
    String name = "team " + UUID.randomUUID();
    return Stream.of(
        new LocalFolder(output.resolve(name)),
        S3aFolder.open("s3a://racer/out/" + name, server.hadoopConfWithKeys()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("folders")
  void aFileIsCreatedOnceAndKeepsItsBytes(PublicationFolder folder) throws IOException {
    assertThat(folder.create("_commits/1.json", bytes("first"))).isTrue();
    assertThat(folder.create("_commits/1.json", bytes("second"))).isFalse();

    assertThat(folder.bytes("_commits/1.json")).asString().isEqualTo("first");
    try (InputStream input = folder.open("_commits/1.json")) {
      assertThat(input.readAllBytes()).asString().isEqualTo("first");
    }
    assertThat(folder.names("_commits")).containsExactly("1.json");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("folders")
  void whatIsNotThereIsEmptyOrMissing(PublicationFolder folder) throws IOException {
    assertThat(folder.names("_commits")).isEmpty();
    assertThat(folder.files("attempts/a")).isEmpty();
    folder.delete("attempts/a");
    assertThatThrownBy(() -> folder.bytes("a/b")).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(
            () -> {
              try (InputStream input = folder.open("a/b")) {
                input.read();
              }
            })
        .isInstanceOf(NoSuchFileException.class);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("folders")
  void filesBeneathAFolderAreListedByPathWithTheirSizes(PublicationFolder folder)
      throws IOException {
    folder.create("attempts/b/t/date=2026-11-22/part 1%.parquet", bytes("12345"));
    folder.create("attempts/b/t/_SUCCESS", bytes("1"));
    folder.create("attempts/b/_begun", bytes("123"));
    folder.create("attempts/bb/other", bytes("1"));

    assertThat(folder.files("attempts/b"))
        .containsExactly(
            new FileEntry("attempts/b/_begun", 3),
            new FileEntry("attempts/b/t/_SUCCESS", 1),
            new FileEntry("attempts/b/t/date=2026-11-22/part 1%.parquet", 5));
    assertThat(folder.writtenAt("attempts/b").get("attempts/b/_begun"))
        .isBetween(Instant.now().minusSeconds(600), Instant.now().plusSeconds(60));
    assertThat(folder.names("attempts/b")).containsExactlyInAnyOrder("t", "_begun");
    assertThat(folder.names("")).containsExactly("attempts");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("folders")
  void aFolderGoesWithAllBeneathItAndNoOther(PublicationFolder folder) throws IOException {
    folder.create("attempts/b/t/part", bytes("1"));
    folder.create("attempts/b/_begun", bytes("1"));
    folder.create("attempts/bb/t", bytes("1"));
    folder.sync("attempts");

    folder.delete("attempts/b");

    assertThat(folder.files("attempts")).containsExactly(new FileEntry("attempts/bb/t", 1));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("folders")
  void tablesHaveTheSameDigestOnEveryStore(PublicationFolder folder) throws IOException {
    folder.create("attempts/b/t/date=2026-11-22/part-0", bytes("12345"));
    folder.create("attempts/b/t/part-1", bytes("1"));
    folder.create("attempts/b/t/_SUCCESS", bytes("{}"));

    TreeDigest digest = TreeDigest.of(folder, "attempts/b/t");

    assertThat(digest.bytes()).isEqualTo(6);
    assertThat(digest.files()).hasSize(2);
    assertThat(digest.sha256())
        // (printf 'date=2026-11-22/part-0\0'; printf 12345 | sha256sum | head -c64; ...) |
        // sha256sum
        .isEqualTo("b4798a3a05fc07791e70f21b20adb664af854f506b36a3ef20ea7237f467aae8");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
