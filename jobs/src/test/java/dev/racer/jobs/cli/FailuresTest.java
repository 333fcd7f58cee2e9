package dev.racer.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.racer.spark.lake.ConfigException;
import dev.racer.spark.lake.DataContractException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailuresTest {
  private final StringWriter err = new StringWriter();
  @TempDir private Path folder;

  @Test
  void configurationIsTwoAndDataAreThree() {
    assertThat(report(new ConfigException("config"))).isEqualTo(2);
    assertThat(report(new DataContractException("data"))).isEqualTo(3);
    assertThat(err.toString()).isEqualTo("racer: config\nracer: data\n");
  }

  @Test
  void whatATaskOfSparkThrewIsFound() {
    Throwable wrapped =
        new IllegalStateException(
            "job aborted", new RuntimeException(new DataContractException("x")));

    assertThat(report(wrapped)).isEqualTo(3);
    assertThat(err.toString()).isEqualTo("racer: x\n");
  }

  @Test
  void aFailingFileSystemIsOneWithoutStackTrace() {
    assertThat(report(new UncheckedIOException("disk full", new IOException("x")))).isEqualTo(1);
    assertThat(err.toString()).isEqualTo("racer: disk full\n");
  }

  @Test
  void aDefectIsOneWithItsStackTrace() {
    assertThat(report(new IllegalStateException("bug"))).isEqualTo(1);
    assertThat(err.toString())
        .startsWith("racer: unexpected java.lang.IllegalStateException: bug\n")
        .contains("\tat dev.racer.jobs.cli.FailuresTest");
  }

  @Test
  void theStackTraceGoesToTheLogFileWhereThereIsOne() throws IOException {
    Path log = Files.writeString(folder.resolve("racer.log"), "before\n");

    int exitCode =
        report(
            new IllegalStateException("bug"), Optional.of(new LogFile(log, LogFile.Format.TEXT)));

    assertThat(exitCode).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo(
            "racer: unexpected java.lang.IllegalStateException: bug; stack trace in " + log + "\n");
    assertThat(log)
        .content()
        .startsWith("before\n")
        .contains("\tat dev.racer.jobs.cli.FailuresTest");
  }

  @Test
  void theStackTraceIsOneLineOfALogFileForMachines() throws IOException {
    Path log = Files.writeString(folder.resolve("racer.log"), "{}\n");

    report(
        new IllegalStateException("a \"bug\""), Optional.of(new LogFile(log, LogFile.Format.JSON)));

    List<String> lines = Files.readAllLines(log);
    assertThat(lines).hasSize(2);
    assertThat(lines.get(1))
        .matches("\\{\"ts\":\"[^\"]*Z\",\"level\":\"ERROR\",\"run_id\":\".*\\}")
        .contains("a \\\"bug\\\"", "\\n\\tat dev.racer.jobs.cli.FailuresTest");
  }

  @Test
  void aLogFileThatCannotBeWrittenHidesNothing() {
    int exitCode =
        report(
            new IllegalStateException("bug"),
            Optional.of(new LogFile(folder, LogFile.Format.TEXT)));

    assertThat(exitCode).isEqualTo(1);
    assertThat(err.toString()).contains("cannot write to the log file", "bug", "\tat ");
  }

  private int report(Throwable failure) {
    return report(failure, Optional.empty());
  }

  private int report(Throwable failure, Optional<LogFile> log) {
    return new Failures(new PrintWriter(err), log).report(failure);
  }
}
