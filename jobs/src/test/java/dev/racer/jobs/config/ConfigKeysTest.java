package dev.racer.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigKeysTest {
  private static final String BEGIN = "<!-- config-keys -->\n";
  private static final String END = "<!-- /config-keys -->";

  @Test
  void everyKeyHasAOneLineMeaning() {
    List<ConfigKeys.Key> keys = ConfigKeys.all();

    assertThat(keys).hasSize(80);
    assertThat(keys)
        .allSatisfy(
            key -> assertThat(key.meaning()).as(key.key()).isNotBlank().doesNotContain("\n"));
  }

  @Test
  void keysComeInTheOrderOfTheFile() {
    assertThat(ConfigKeys.all().stream().map(ConfigKeys.Key::key))
        .startsWith("lake.queries", "lake.router-scores", "lake.outcomes", "lake.output")
        .endsWith(
            "gate.max-unlabelled-share",
            "gate.max-lost-days",
            "gate.accept",
            "quality.max-quarantined-share");
  }

  @Test
  void theTableInTheReadmeIsTheGeneratedOne() throws IOException {
    Path readme = Path.of(System.getProperty("racer.root"), "README.md");
    String text = Files.readString(readme);

    assertThat(text).contains(BEGIN, END);
    String table = text.substring(text.indexOf(BEGIN) + BEGIN.length(), text.indexOf(END));
    assertThat(table.strip()).isEqualTo(ConfigKeys.markdownTable().strip());
  }
}
