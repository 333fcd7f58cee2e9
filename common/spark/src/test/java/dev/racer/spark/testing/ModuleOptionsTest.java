package dev.racer.spark.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Test;

/** The options are written down once, for test JVMs; they have to stay those of Spark. */
class ModuleOptionsTest {
  private static final Pattern SPACES = Pattern.compile("\\s+");

  @Test
  void fileHoldsEveryOptionOfSpark() throws IOException {
    List<String> options =
        SPACES.splitAsStream(JavaModuleOptions.defaultModuleOptions().strip()).toList();

    List<String> written = Files.readAllLines(file());

    // An older line has fewer options, so equality is asked of the default line only.
    assertThat(written).containsAll(options).doesNotHaveDuplicates();
    if (Boolean.getBoolean("racer.default-spark-line")) {
      assertThat(written).containsExactlyElementsOf(options);
    }
  }

  private static Path file() {
    return Path.of(System.getProperty("racer.root"), "submit", "java-module-options");
  }
}
