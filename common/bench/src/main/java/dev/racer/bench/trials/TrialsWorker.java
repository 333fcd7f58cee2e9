package dev.racer.bench.trials;

import dev.racer.bench.contender.Workload;
import dev.racer.bench.contest.ProcessFacts;
import dev.racer.bench.report.Json;
import dev.racer.core.conformal.UnknownLabels;
import dev.racer.core.pool.ModelPool;
import dev.racer.spark.lake.DateRange;
import dev.racer.spark.lake.LakeInputs;
import dev.racer.spark.lake.LakeReader;
import dev.racer.spark.records.LakeRows;
import dev.racer.spark.records.RecordBatch;
import dev.racer.spark.records.RecordLayout;
import dev.racer.spark.records.RecordReduction;
import dev.racer.spark.records.RouterPool;
import dev.racer.spark.session.Sessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;

/** The process of one contestant: reads the lake, runs several times, writes what it measured. */
public final class TrialsWorker {
  private TrialsWorker() {}

  /**
   * Runs the worker.
   *
   * @param arguments name of the contestant, lake, models, trials, rounds, cores, and the file that
   *     receives the answer
   */
  public static void main(String[] arguments) throws IOException {
    TrialsContestant contestant = TrialsContestant.ofKey(arguments[0]).orElseThrow();
    Workload lake = new Workload(Path.of(arguments[1]), Integer.parseInt(arguments[2]));
    TrialsWorkload workload = new TrialsWorkload(lake, Integer.parseInt(arguments[3]));
    int rounds = Integer.parseInt(arguments[4]);
    int cores = Integer.parseInt(arguments[5]);
    try (Sessions.OpenSession session = Sessions.open("racer bench trials")) {
      TrialsAnswer answer = run(session.spark(), contestant, workload, rounds, cores);
      Files.writeString(Path.of(arguments[6]), Json.text(answer));
    }
  }

  /** Runs a contestant in a session. */
  static TrialsAnswer run(
      SparkSession spark,
      TrialsContestant contestant,
      TrialsWorkload workload,
      int rounds,
      int cores) {
    RouterPool router = new RouterPool(Workload.ROUTER, ModelPool.of(workload.lake().modelNames()));
    JavaRDD<RecordBatch> records = records(spark, workload.lake(), router);
    Supplier<TrialFigures> timed = contestant.load(records, router, workload, cores);
    List<Double> seconds = new ArrayList<>();
    List<Double> cpuSeconds = new ArrayList<>();
    String digest = "";
    for (int round = 0; round < rounds; round++) {
      System.gc(); // so that a run does not pay for the one before
      long cpuBefore = ProcessFacts.cpuTime().toNanos();
      long before = System.nanoTime();
      TrialFigures figures = timed.get();
      seconds.add((System.nanoTime() - before) / 1e9);
      cpuSeconds.add((ProcessFacts.cpuTime().toNanos() - cpuBefore) / 1e9);
      digest = figures.digest();
    }
    records.unpersist();
    return new TrialsAnswer(
        contestant.key(), seconds, cpuSeconds, ProcessFacts.peakMemoryBytes(), digest);
  }

  private static JavaRDD<RecordBatch> records(
      SparkSession spark, Workload lake, RouterPool router) {
    LakeReader reader =
        new LakeReader(
            spark,
            new LakeInputs(
                lake.queries().toString(),
                lake.routerScores().toString(),
                lake.outcomes().toString(),
                Map.of()));
    LakeRows rows =
        LakeRows.of(
            reader.queries(List.of(), Optional.empty()),
            reader.routerScores(),
            reader.outcomes(),
            DateRange.ALL);
    RecordLayout layout =
        new RecordLayout(
            List.of(router), true, List.of(), rows.keyedByDate(), UnknownLabels.WORST_CASE);
    return new RecordReduction(layout, Map.of(), rows.queries().rows().count()).reduce(rows);
  }
}
