package dev.racer.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellWordTest {
  @Test
  void aPlainPathIsLeftAsItIs() {
    assertThat(ShellWord.of(Path.of("target/demo/demo.conf"))).isEqualTo("target/demo/demo.conf");
  }

  @Test
  void anythingElseIsQuoted() {
    assertThat(ShellWord.of("my demo/demo.conf")).isEqualTo("'my demo/demo.conf'");
    assertThat(ShellWord.of("it's")).isEqualTo("'it'\\''s'");
    assertThat(ShellWord.of("")).isEqualTo("''");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "$HOME", "~", "it's", "a;b", "*", "\"", "\\", "#a", "a\nb", "!x"})
  void aShellReadsTheTextBack(String text) throws Exception {
    Process shell =
        new ProcessBuilder("sh", "-c", "printf '%s|' " + ShellWord.of(text))
            .redirectErrorStream(true)
            .start();

    assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo(text + "|");
    assertThat(shell.waitFor()).isZero();
  }

  @Test
  void theDemoQuotesTheConfigurationThatItNames() {
    assertThat(DemoCommand.followUps(Path.of("my demo", "demo.conf")))
        .isEqualTo(
            List.of(
                "submit/racer show thresholds --config 'my demo/demo.conf'",
                "submit/racer show quality --config 'my demo/demo.conf'",
                "submit/racer calibrate --config 'my demo/demo.conf' --set policy.risk-level=0.05",
                "submit/racer evaluate --config 'my demo/demo.conf'",
                "submit/racer report --config 'my demo/demo.conf' --output 'my demo/report'"));
  }
}
