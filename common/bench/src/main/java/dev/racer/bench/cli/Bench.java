package dev.racer.bench.cli;

import dev.racer.bench.contender.Contestant;
import dev.racer.bench.contender.Memory;
import dev.racer.bench.contender.Workload;
import dev.racer.bench.contest.Lake;
import dev.racer.bench.contest.Rounds;
import dev.racer.bench.contest.WorkerFailure;
import dev.racer.bench.report.Page;
import dev.racer.bench.report.Result;
import dev.racer.bench.report.ResultFile;
import dev.racer.bench.report.ResultText;
import dev.racer.jobs.BuildInfo;
import dev.racer.jobs.ExitCodes;
import dev.racer.spark.lake.ConfigException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures against the peers, on the same files and cores, in turn. */
@Command(
    name = "common/bench/run",
    description = {
      "Measures the kernel, plain Spark SQL, DuckDB and the whole of calibrate on one lake, in turn,"
          + " and writes one result file.",
      ""
    },
    mixinStandardHelpOptions = true,
    subcommands = {
      JmhCommand.class,
      TrialsCommand.class,
      NightsCommand.class,
      GateCommand.class,
      VerifyCommand.class
    },
    footer = {
      "",
      "Exit codes: 0 done; 1 something failed; 2 usage; 4 contenders contradict each other."
    })
public final class Bench implements Callable<Integer> {
  private static final int CONTRADICTION = ExitCodes.REFUSED;

  private final Path root;
  private final String revision;

  @Spec private CommandSpec spec;

  @Option(
      names = "--queries",
      paramLabel = "N",
      description = "Queries of the lake (default: 2000000).")
  private long queries = 2_000_000;

  @Option(names = "--models", paramLabel = "N", description = "Candidate models (default: 7).")
  private int models = 7;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Warm runs of each contender (default: 5).")
  private int rounds = 5;

  @Option(
      names = "--cold-rounds",
      paramLabel = "N",
      description = "Cold runs of each contender, each in a new process (default: 3).")
  private int coldRounds = 3;

  @Option(
      names = "--warm-ups",
      paramLabel = "N",
      description = "Runs before the warm ones that are not counted (default: 2).")
  private int warmUps = 2;

  @Option(
      names = "--lake",
      paramLabel = "DIR",
      description =
          "Folder of the lake: used if it fits, generated if there is none (default:"
              + " target/bench/lake-<N>).")
  private Path lakeFolder;

  @Option(
      names = "--only",
      paramLabel = "A,B",
      split = ",",
      description = "Some of the contenders: kernel, spark-sql, duckdb, calibrate.")
  private List<String> only = new ArrayList<>();

  @Option(
      names = "--cores",
      paramLabel = "N",
      description = "Cores that each contender uses (default: 2).")
  private int cores = 2;

  @Option(
      names = "--driver-memory",
      paramLabel = "SIZE",
      description = "Heap of Spark, memory limit of DuckDB (default: 4g).")
  private String driverMemory = "4g";

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "Most that a single run may take (default: 1800).")
  private long timeoutSeconds = 1800;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Result file (default: target/bench/result-<N>.json).")
  private Path output;

  @Option(
      names = "--page",
      paramLabel = "FILE",
      description =
          "Page whose section of this size is rewritten; the result file is copied into the folder"
              + " beside it that has the page's name.")
  private Path page;

  @Option(names = "--json", description = "Print the result file instead of tables.")
  private boolean json;

  private Bench(Path root, String revision) {
    this.root = root;
    this.revision = revision;
  }

  /**
   * Runs the command and exits with its code.
   *
   * @param arguments the command line
   */
  public static void main(String[] arguments) {
    PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(
        run(
            Path.of(System.getProperty("racer.root")),
            System.getProperty("racer.revision", "unknown"),
            arguments,
            out,
            err));
  }

  /**
   * Runs the command.
   *
   * @param root the repository
   * @param revision commit of the sources, or {@code unknown}
   * @param arguments the command line
   * @param out results
   * @param err progress and errors
   * @return the exit code
   */
  public static int run(
      Path root, String revision, String[] arguments, PrintWriter out, PrintWriter err) {
    CommandLine command =
        new CommandLine(new Bench(root, revision))
            .setOut(out)
            .setErr(err)
            .setParameterExceptionHandler((e, parsed) -> line(err, e.getMessage(), ExitCodes.USAGE))
            .setExecutionExceptionHandler((e, parsed, result) -> failed(e, err));
    command.getCommandSpec().version("racer " + BuildInfo.read().version(), "revision " + revision);
    try {
      return command.execute(arguments);
    } finally {
      out.flush();
      err.flush();
    }
  }

  private static int failed(Exception e, PrintWriter err) {
    if (e instanceof ConfigException) {
      return line(err, e.getMessage(), ExitCodes.USAGE);
    }
    if (e instanceof WorkerFailure
        || e instanceof IOException
        || e instanceof UncheckedIOException) {
      return line(err, e.getMessage(), ExitCodes.FAILED);
    }
    e.printStackTrace(err);
    return ExitCodes.FAILED;
  }

  private static int line(PrintWriter err, String message, int exitCode) {
    err.println("bench: " + message.lines().findFirst().orElse("failed"));
    return exitCode;
  }

  /** The repository. */
  Path root() {
    return root;
  }

  /** Commit of the sources. */
  String revision() {
    return revision;
  }

  @Override
  public Integer call() throws IOException, WorkerFailure {
    Measurement measurement = measurement();
    Path resultFile =
        output == null
            ? root.resolve("target/bench/result-" + queries + ".json")
            : output.toAbsolutePath();
    if (page != null) {
      requirePage();
    }
    PrintWriter err = spec.commandLine().getErr();
    Result result =
        measurement.run(
            line -> {
              err.println(line);
              err.flush();
            });
    ResultFile.write(resultFile, result);
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? ResultFile.text(result) : ResultText.of(result));
    err.println("Result file: " + resultFile);
    if (page != null) {
      updatePage(result);
    }
    if (!result.isComplete()) {
      return ExitCodes.FAILED;
    }
    return result.hasContradiction() ? CONTRADICTION : ExitCodes.DONE;
  }

  /** Reads the options; a bad one is a usage error. */
  private Measurement measurement() {
    require(queries >= 1, "--queries must be at least 1, got " + queries);
    require(timeoutSeconds >= 1, "--timeout must be at least 1, got " + timeoutSeconds);
    Path folder =
        lakeFolder == null
            ? root.resolve("target/bench/lake-" + queries + (models == 7 ? "" : "x" + models))
            : lakeFolder.toAbsolutePath().normalize();
    try {
      return new Measurement(
          root,
          revision,
          new Lake(folder, queries, models),
          new Workload(folder, models),
          contestants(),
          new Rounds(coldRounds, warmUps, rounds),
          cores,
          new Memory(driverMemory),
          Duration.ofSeconds(timeoutSeconds));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private List<Contestant> contestants() {
    Set<Contestant> chosen = EnumSet.noneOf(Contestant.class);
    for (String key : only) {
      chosen.add(
          Contestant.ofKey(key)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "--only must name some of " + Contestant.keys() + ", got " + key)));
    }
    return List.copyOf(only.isEmpty() ? EnumSet.allOf(Contestant.class) : chosen);
  }

  private void requirePage() throws IOException {
    require(Files.isRegularFile(page), "--page must be a file, got " + page);
    require(Page.hasPlace(Files.readString(page)), "--page has no place for figures: " + page);
  }

  private void updatePage(Result result) throws IOException {
    String name = page.getFileName().toString().replaceFirst("\\.[^.]*$", "");
    String file = name + "/" + ResultFile.name(result);
    ResultFile.write(page.resolveSibling(file), result);
    Files.writeString(page, Page.update(Files.readString(page), result, file));
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new ParameterException(spec.commandLine(), otherwise);
    }
  }
}
