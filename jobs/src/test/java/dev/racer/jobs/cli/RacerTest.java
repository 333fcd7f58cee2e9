package dev.racer.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class RacerTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void versionNamesBuildRevisionAndSpark() {
    int exitCode = execute("--version");

    assertThat(exitCode).isZero();
    assertThat(out.toString().lines())
        .satisfiesExactly(
            line -> assertThat(line).matches("racer \\d+\\.\\d+\\.\\d+"),
            line -> assertThat(line).matches("git revision ([0-9a-f]{40}(-dirty)?|unknown)"),
            line -> assertThat(line).matches("compiled against Spark 4\\.\\d+\\.\\d+"));
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void missingCommandIsAUsageError() {
    int exitCode = execute();

    assertThat(exitCode).isEqualTo(2);
    assertThat(err.toString()).startsWith("Missing command");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void unknownOptionIsAUsageError() {
    int exitCode = execute("--no-such-option");

    assertThat(exitCode).isEqualTo(2);
    assertThat(err.toString()).contains("--no-such-option");
  }

  @Test
  void helpGoesToStandardOutput() {
    int exitCode = execute("--help");

    assertThat(exitCode).isZero();
    assertThat(out.toString()).startsWith("Usage: racer");
  }

  private int execute(String... arguments) {
    CommandLine commandLine = Racer.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(arguments);
  }
}
