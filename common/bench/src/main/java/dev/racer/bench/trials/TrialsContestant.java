package dev.racer.bench.trials;

import dev.racer.core.conformal.CalibrationOutcome;
import dev.racer.core.score.FixedPoint;
import dev.racer.core.trial.TrialRole;
import dev.racer.spark.records.RecordBatch;
import dev.racer.spark.records.RouterPool;
import dev.racer.spark.trial.TrialEvaluation;
import dev.racer.spark.trial.TrialResult;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;

/** The ways to the figures of trials by name, in the order in which they take turns. */
enum TrialsContestant {
  /** Ours: all trials at once, distributed. */
  KERNEL("kernel") {
    @Override
    Supplier<TrialFigures> load(
        JavaRDD<RecordBatch> records, RouterPool router, TrialsWorkload workload, int cores) {
      JavaRDD<RecordBatch> kept = records.persist(StorageLevel.MEMORY_ONLY());
      kept.count();
      return () -> figures(TrialEvaluation.run(kept, workload.plan(router)), workload);
    }
  },

  /** A loop over arrays, scores made anew in every trial; one thread. */
  LOOP("loop") {
    @Override
    Supplier<TrialFigures> load(
        JavaRDD<RecordBatch> records, RouterPool router, TrialsWorkload workload, int cores) {
      return loop(records, router, workload, 1);
    }
  },

  /** The same, the trials shared by as many threads as the kernel has. */
  LOOP_THREADS("loop-threads") {
    @Override
    Supplier<TrialFigures> load(
        JavaRDD<RecordBatch> records, RouterPool router, TrialsWorkload workload, int cores) {
      return loop(records, router, workload, cores);
    }
  },

  /** A loop over arrays that keeps hashes and scores between trials; one thread. */
  KEPT("kept-loop") {
    @Override
    Supplier<TrialFigures> load(
        JavaRDD<RecordBatch> records, RouterPool router, TrialsWorkload workload, int cores) {
      return keptLoop(records, router, workload, 1);
    }
  },

  /** The same, the trials shared by as many threads as the kernel has. */
  KEPT_THREADS("kept-loop-threads") {
    @Override
    Supplier<TrialFigures> load(
        JavaRDD<RecordBatch> records, RouterPool router, TrialsWorkload workload, int cores) {
      return keptLoop(records, router, workload, cores);
    }
  };

  private final String key;

  TrialsContestant(String key) {
    this.key = key;
  }

  /** The name on the command line and in results. */
  String key() {
    return key;
  }

  /** The contestant of that name. */
  static Optional<TrialsContestant> ofKey(String key) {
    return Arrays.stream(values()).filter(contestant -> contestant.key.equals(key)).findFirst();
  }

  /** All names, in order. */
  static List<String> keys() {
    return Arrays.stream(values()).map(TrialsContestant::key).toList();
  }

  /**
   * Brings the records into memory, as this way wants them.
   *
   * @param cores that may be used
   * @return what is timed
   */
  abstract Supplier<TrialFigures> load(
      JavaRDD<RecordBatch> records, RouterPool router, TrialsWorkload workload, int cores);

  private static Supplier<TrialFigures> loop(
      JavaRDD<RecordBatch> records, RouterPool router, TrialsWorkload workload, int threads) {
    QueryArrays queries = QueryArrays.of(records.toLocalIterator(), router);
    return () ->
        new ArrayLoop(queries.size(), workload.trials())
            .run(() -> new ScoringSource(queries, router), threads);
  }

  private static Supplier<TrialFigures> keptLoop(
      JavaRDD<RecordBatch> records, RouterPool router, TrialsWorkload workload, int threads) {
    QueryArrays queries = QueryArrays.of(records.toLocalIterator(), router);
    return () -> {
      KeptScores kept = KeptScores.of(new ScoringSource(queries, router), queries.size());
      return new ArrayLoop(queries.size(), workload.trials()).run(kept::source, threads);
    };
  }

  private static TrialFigures figures(TrialResult result, TrialsWorkload workload) {
    int levels = TrialsWorkload.LEVELS.size();
    TrialFigures figures = new TrialFigures(workload.trials(), levels);
    for (int trial = 0; trial < workload.trials(); trial++) {
      for (int level = 0; level < levels; level++) {
        CalibrationOutcome outcome = result.outcome(TrialRole.TEST, 0, trial, level);
        figures.threshold(
            trial,
            level,
            outcome instanceof CalibrationOutcome.Feasible feasible
                ? feasible.threshold()
                : FixedPoint.INFINITE);
        figures.counts(trial, level, 0, result.counts(TrialRole.VALIDATION, 0, trial, level));
        figures.counts(trial, level, 1, result.counts(TrialRole.TEST, 0, trial, level));
      }
    }
    return figures;
  }
}
