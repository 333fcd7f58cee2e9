package dev.racer.bench.verify;

import dev.racer.bench.contest.ProcessFacts;
import dev.racer.bench.report.Json;
import dev.racer.core.published.Commit;
import dev.racer.jobs.BuildInfo;
import dev.racer.jobs.verify.Certificate;
import dev.racer.jobs.verify.VersionVerifier;
import dev.racer.spark.publication.PublicationStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The process that verifies; it starts no Spark session. */
public final class VerifyWorker {
  private VerifyWorker() {}

  /**
   * Runs the worker.
   *
   * @param arguments folder for publications, rounds, and the file that receives the answer
   */
  public static void main(String[] arguments) throws IOException {
    PublicationStore store = PublicationStore.local(Path.of(arguments[0]), "default");
    Commit commit = store.current().orElseThrow();
    BuildInfo build = BuildInfo.read();
    List<Double> seconds = new ArrayList<>();
    List<Double> cpuSeconds = new ArrayList<>();
    VerifyAnswer answer = null;
    for (int round = 0; round < Integer.parseInt(arguments[1]); round++) {
      System.gc(); // so that a run does not pay for the one before
      long cpu = ProcessFacts.cpuTime().toNanos();
      long begin = System.nanoTime();
      Certificate certificate = VersionVerifier.verify(store.folder(), store.name(), commit, build);
      seconds.add((System.nanoTime() - begin) / 1e9);
      cpuSeconds.add((ProcessFacts.cpuTime().toNanos() - cpu) / 1e9);
      answer =
          new VerifyAnswer(
              seconds,
              cpuSeconds,
              certificate.rows(),
              certificate.records().stream().mapToLong(Certificate.Records::used).sum(),
              certificate.records().stream().mapToLong(Certificate.Records::bytes).sum(),
              certificate.isWhole() && certificate.equalRows() == certificate.rows());
    }
    Files.writeString(Path.of(arguments[2]), Json.text(answer));
  }
}
