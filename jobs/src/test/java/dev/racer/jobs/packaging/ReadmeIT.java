package dev.racer.jobs.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README tells a new user to type, typed in a fresh clone. */
class ReadmeIT {
  /** Blocks of this language are typed by users; others show output or forms. */
  private static final String SHELL = "```sh";

  @TempDir private Path folder;

  @Test
  void everyCommandWorksInAFreshClone() throws Exception {
    assumeTrue(Files.exists(Processes.ROOT.resolve(".git")), "Skipped: this is no repository");
    Path clone = folder.resolve("clone");
    Processes.Finished cloned =
        Processes.run(
            folder,
            folder.resolve("git"),
            Map.of(),
            List.of("git", "clone", "-q", Processes.ROOT.toString(), clone.toString()));
    assertThat(cloned.exitCode()).as(cloned.err()).isZero();

    List<String> commands = commands();

    assertThat(commands).startsWith("submit/racer demo").contains("./mvnw verify");
    for (String command : commands) {
      if (command.startsWith("./mvnw")) { // the tests that are running here
        assertThat(clone.resolve("mvnw")).isExecutable();
        continue;
      }
      Processes.Finished run =
          Processes.run(clone, folder.resolve("run"), Map.of(), List.of("bash", "-c", command));
      assertThat(run.exitCode()).as("%s: %s", command, run.err()).isZero();
      assertThat(run.out()).as(command).contains(expected(command));
      assertThat(run.err()).as(command).doesNotContain("\tat ", "WARN ", "ERROR ", "unexpected");
    }
  }

  /** A word or two that the command cannot be right without. */
  private static String expected(String command) {
    if (command.endsWith("--help")) {
      return "Usage: racer";
    }
    List<String> words = Arrays.asList(command.split(" ", -1));
    if (words.contains("--dry-run")) {
      return words.contains("expire") ? "Would remove " : "Dry run: nothing is published";
    }
    return switch (words.get(1)) {
      case "demo" -> "Published version 1 ";
      case "calibrate" -> "ublished";
      case "nightly" -> "Published version ";
      case "diff" -> "From version 1 to version ";
      case "verify" -> "is whole: every threshold follows from its records";
      case "rollback" ->
          words.contains("--pin") ? "is in force, pinned" : "is in force, not pinned";
      case "route" -> "Routed (run ";
      case "evaluate" -> "Evaluated (run ";
      case "tune" -> "Tuned (run ";
      case "report" -> "Reported on the evaluation";
      case "generate" -> "queries";
      case "show" ->
          switch (words.get(2)) {
            case "thresholds" ->
                words.contains("--json") ? "{\"schema_version\":2,\"publication\":" : "version 1";
            case "versions" -> "in force";
            case "quality" -> "router-scores";
            case "runs" -> "published";
            default -> throw new IllegalArgumentException("Not foreseen: " + command);
          };
      case "--version" -> "racer ";
      default -> throw new IllegalArgumentException("Not foreseen: " + command);
    };
  }

  private static List<String> commands() throws IOException {
    List<String> commands = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(Processes.ROOT.resolve("README.md"))) {
      if (line.startsWith("```")) {
        inside = line.equals(SHELL);
      } else if (inside && (line.startsWith("submit/racer ") || line.startsWith("./mvnw"))) {
        commands.add(line.strip());
      } else if (inside) {
        assertThat(line).as("a line of a command block").isBlank();
      }
    }
    return commands;
  }
}
