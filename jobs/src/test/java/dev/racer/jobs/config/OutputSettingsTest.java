package dev.racer.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.racer.jobs.run.StoreSettings;
import dev.racer.spark.lake.ConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutputSettingsTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "s3a://bucket/a/b, s3a://bucket/a/b",
    "s3a://bucket/a/, s3a://bucket/a",
    "s3a://bucket, s3a://bucket",
    "/out/../x, /x"
  })
  void anOutputIsAFolderOrAPlaceOnS3(String text, String output) {
    assertThat(OutputSettings.output(settings("lake.output=" + text))).isEqualTo(output);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3a:/bucket",
        "s3a:bucket/a",
        "s3a://bucket/a?b",
        "s3a://b/../c",
        "s3a://b/c#d",
        "s3a://b/c//d"
      })
  void whatIsNoPlaceOnS3IsRefused(String text) {
    assertThatThrownBy(() -> OutputSettings.output(settings("lake.output=" + text)))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("lake.output (--set)");
  }

  @Test
  void credentialsInAnOutputAreRefusedAndNotRepeated() {
    assertThatThrownBy(
            () -> OutputSettings.output(settings("lake.output=s3a://AKIA:hushhush@bucket/a")))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("lake.output (--set): must not hold credentials")
        .hasMessageNotContaining("hushhush");
  }

  @ParameterizedTest
  @CsvSource({"7d, P7D", "36h, PT36H", "1d, P1D"})
  void aTimeToLiveIsDaysOrHours(String text, Duration duration) {
    assertThat(OutputSettings.timeToLive(settings("publication.time-to-live=" + text)))
        .contains(duration);
  }

  @Test
  void versionsAreGoodForAWeekUnlessToldOtherwise() {
    assertThat(OutputSettings.timeToLive(settings())).contains(Duration.ofDays(7));
    assertThat(OutputSettings.timeToLive(settings("publication.time-to-live=forever"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "0d", "-1d", "1w", "P7D", "100000d", "null"})
  void anotherTimeToLiveIsRefused(String text) {
    assertThatThrownBy(
            () -> OutputSettings.timeToLive(settings("publication.time-to-live=" + text)))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "publication.time-to-live (--set): must be days or hours such as 7d or 36h, or"
                + " forever, got "
                + text);
  }

  @Test
  void settingsOfHadoopKeepTheirNames() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("a.conf"),
            """
            lake.hadoop {
              "fs.s3a.endpoint" = "http://127.0.0.1:9000"
              "fs.s3a.path.style.access" = true
            }
            """);
    Settings settings =
        Settings.load(
            List.of(file),
            List.of(Assignment.ofSet("lake.hadoop.\"fs.s3a.endpoint.region\"=external")));

    assertThat(settings.hadoop())
        .isEqualTo(
            Map.of(
                "fs.s3a.endpoint", "http://127.0.0.1:9000",
                "fs.s3a.path.style.access", "true",
                "fs.s3a.endpoint.region", "external"));
    assertThat(settings.effective()).containsKey("lake.hadoop.\"fs.s3a.endpoint\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fs.s3a.secret.key",
        "fs.s3a.access.key",
        "fs.s3a.session.token",
        "fs.s3a.server-side-encryption.PASSWORD"
      })
  void secretsAreRefusedAndNotRepeated(String key) {
    assertThatThrownBy(() -> settings("lake.hadoop.\"" + key + "\"=hushhush"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("is a secret; give it by the environment, an instance role")
        .hasMessageNotContaining("hushhush");
  }

  @Test
  void aNameThatIsNotQuotedIsRefused() {
    assertThatThrownBy(() -> settings("lake.hadoop.fs.s3a.endpoint=x"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("must be written lake.hadoop.\"fs.s3a.endpoint\"");
  }

  @Test
  void howAStoreIsReachedIsNotShown() {
    StoreSettings store =
        new StoreSettings(Map.of("fs.s3a.secret.key", "hushhush"), Optional.empty());

    assertThat(store.toString()).contains("fs.s3a.secret.key").doesNotContain("hushhush");
  }

  private static Settings settings(String... assignments) {
    return Settings.load(List.of(), Stream.of(assignments).map(Assignment::ofSet).toList());
  }
}
