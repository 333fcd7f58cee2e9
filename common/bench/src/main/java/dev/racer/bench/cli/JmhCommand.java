package dev.racer.bench.cli;

import dev.racer.jobs.ExitCodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Runs the microbenchmarks. */
@Command(name = "jmh", description = "Runs the JMH benchmarks and writes their results as JSON.")
final class JmhCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @ParentCommand private Bench bench;

  @Parameters(
      arity = "0..1",
      paramLabel = "REGEX",
      defaultValue = ".*",
      description = "Which benchmarks, by class and method (default: all).")
  private String include;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Result file (default: target/bench/jmh.json).")
  private Path output;

  @Option(
      names = "--quick",
      description = "One short iteration in one process: to see that they run, not how fast.")
  private boolean quick;

  @Override
  public Integer call() throws IOException, RunnerException {
    Path file = output == null ? bench.root().resolve("target/bench/jmh.json") : output;
    requirePattern();
    Files.createDirectories(file.toAbsolutePath().getParent());
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(include)
            .jvmArgs("-Xmx1g") // not those of this process
            .shouldFailOnError(true)
            .resultFormat(ResultFormatType.JSON)
            .result(file.toString());
    if (quick) {
      options
          .forks(1)
          .warmupIterations(1)
          .warmupTime(TimeValue.milliseconds(10))
          .measurementIterations(1)
          .measurementTime(TimeValue.milliseconds(10));
    }
    try {
      new Runner(options.build()).run();
    } catch (NoBenchmarksException e) {
      throw new ParameterException(
          spec.commandLine(), "REGEX must match a benchmark, got " + include, e);
    }
    spec.commandLine().getErr().println("Result file: " + file);
    return ExitCodes.DONE;
  }

  private void requirePattern() {
    try {
      Pattern.compile(include);
    } catch (PatternSyntaxException e) {
      throw new ParameterException(
          spec.commandLine(), "REGEX must be a regular expression, got " + include, e);
    }
  }
}
