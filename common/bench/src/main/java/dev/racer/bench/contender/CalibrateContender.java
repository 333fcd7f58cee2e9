package dev.racer.bench.contender;

import dev.racer.jobs.ExitCodes;
import dev.racer.jobs.cli.Racer;
import dev.racer.spark.session.Sessions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The whole of {@code racer calibrate} by its command line, in the session of this process, into a
 * folder that is emptied before every run. Settings are the defaults but for the segments, so the
 * thresholds answer another question: softmax, smoothed ties.
 */
final class CalibrateContender implements Contender {
  private final Sessions.OpenSession session = Sessions.open("racer bench calibrate");
  private final Workload workload;
  private final Path output;
  private final List<String> more;

  CalibrateContender(Workload workload, Resources resources) {
    this(workload, resources, List.of());
  }

  /** With more options of the command, for tests. */
  CalibrateContender(Workload workload, Resources resources, List<String> more) {
    this.workload = workload;
    this.output = output(resources);
    this.more = List.copyOf(more);
  }

  /** Folder of the publications. */
  static Path output(Resources resources) {
    return resources.scratch().resolve("publications");
  }

  @Override
  public String engine() {
    return "Spark " + session.spark().version();
  }

  @Override
  public void prepare() {
    session.spark().catalog().clearCache();
    empty(output);
  }

  @Override
  public List<Threshold> run() {
    List<String> arguments = new ArrayList<>();
    arguments.add("calibrate");
    arguments.add("--set=lake.queries=" + workload.queries());
    arguments.add("--set=lake.router-scores=" + workload.routerScores());
    arguments.add("--set=lake.outcomes=" + workload.outcomes());
    arguments.add("--set=lake.output=" + output);
    arguments.add("--set=calibration.segments=[" + Workload.SEGMENT_COLUMN + "]");
    arguments.addAll(more);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        Racer.run(arguments.toArray(String[]::new), new PrintWriter(out), new PrintWriter(err));
    if (exitCode != ExitCodes.DONE) {
      throw new IllegalStateException(
          "calibrate ended with exit code " + exitCode + ": " + err.toString().strip());
    }
    return List.of();
  }

  @Override
  public List<Threshold> runAtOurRanks() {
    return List.of();
  }

  @Override
  public void close() {
    session.close();
    empty(output);
  }

  private static void empty(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (var paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot empty " + folder, e);
    }
  }
}
