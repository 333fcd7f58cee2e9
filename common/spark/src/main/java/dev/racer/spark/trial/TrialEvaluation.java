package dev.racer.spark.trial;

import dev.racer.core.conformal.RiskTarget;
import dev.racer.core.conformal.ThresholdRank;
import dev.racer.core.score.FixedPoint;
import dev.racer.core.trial.CellCounts;
import dev.racer.core.trial.CellThresholds;
import dev.racer.core.trial.RankSearch;
import dev.racer.core.trial.RankSummary;
import dev.racer.core.trial.RankWish;
import dev.racer.core.trial.TrialBaseline;
import dev.racer.core.trial.TrialRole;
import dev.racer.core.trial.TrialTally;
import dev.racer.core.trial.VoteSpec;
import dev.racer.core.trial.ZoneSelection;
import dev.racer.core.trial.Zones;
import dev.racer.core.vote.MissingConfidence;
import dev.racer.spark.conformal.Grid;
import dev.racer.spark.lake.DataContractException;
import dev.racer.spark.records.RecordBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Holds all trials of a plan at once, in three passes over the records: tallies, exact thresholds,
 * counts. Neither time nor memory has a copy of the data per trial.
 *
 * <p>Sometimes there are more passes. Of a stream with more than {@value #MOST_COLLECTED} finite
 * critical scores, thresholds of a split by date or by column take at least one more, since nothing
 * says beforehand where they lie; so do those of a random split that are not where they are
 * expected. Counters that would take more than {@value #MOST_COUNTER_BYTES} bytes in a task, those
 * of very many groups, are filled in several passes.
 */
public final class TrialEvaluation {
  /** Most critical scores of a stream that a single task selects from at a time, about. */
  private static final long MOST_COLLECTED = 1L << 18;

  /** Most bytes of a task's counters at a time, unless those of a single group take more. */
  private static final long MOST_COUNTER_BYTES = 1L << 27;

  private final JavaRDD<RecordBatch> records;
  private final TrialPlan plan;
  private final Limits limits;
  private final Map<List<Long>, Long> knownRanks = new HashMap<>(); // by level and n

  /**
   * What a task may hold, on which no result depends.
   *
   * @param collected most critical scores of a stream to select from, about
   * @param counterBytes most bytes of counters, unless those of a single group take more
   */
  record Limits(long collected, long counterBytes) {
    /** The usual ones. */
    static final Limits USUAL = new Limits(MOST_COLLECTED, MOST_COUNTER_BYTES);
  }

  private TrialEvaluation(JavaRDD<RecordBatch> records, TrialPlan plan, Limits limits) {
    this.records = records;
    this.plan = plan;
    this.limits = limits;
  }

  /**
   * Holds the trials.
   *
   * @param records the records of the grid's routers and segment columns, with the plan's details;
   *     those used count. Read several times: cached, if that costs more than keeping them
   * @param plan what is tried
   */
  public static TrialResult run(JavaRDD<RecordBatch> records, TrialPlan plan) {
    return run(records, plan, Limits.USUAL);
  }

  /** With other limits; the result is the same. */
  static TrialResult run(JavaRDD<RecordBatch> records, TrialPlan plan, Limits limits) {
    return new TrialEvaluation(records, plan, limits).run();
  }

  private TrialResult run() {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(records.context());
    Broadcast<TrialPlan> shared = context.broadcast(plan);
    try {
      TallyPass.Found tallies = TallyPass.run(records, shared, limits.collected());
      requireConfidences(tallies);
      Map<Integer, StreamFit> fits = fit(shared, tallies);
      Map<Integer, CellThresholds> thresholds = new HashMap<>();
      for (int group : tallies.totals().keySet()) {
        for (int kind = 0; kind < plan.grid().kinds().size(); kind++) {
          thresholds.put(plan.grid().cell(group, kind), thresholds(group, kind, fits));
        }
      }
      Map<Integer, CellCounts> counts =
          CountingPass.run(records, shared, thresholds, limits.counterBytes());
      return new TrialResult(plan, tallies.totals(), fits, counts);
    } finally {
      shared.destroy();
    }
  }

  /** Refuses what a vote does not allow to be missing. */
  private void requireConfidences(TallyPass.Found tallies) {
    for (VoteSpec vote : plan.votes()) {
      if (vote instanceof VoteSpec.ByConfidence weighted
          && weighted.missing() == MissingConfidence.REFUSE) {
        int column = plan.details().confidences().indexOf(weighted.column());
        long missing = missing(tallies, column);
        if (missing > 0) {
          throw new DataContractException(
              "outcomes: every answer needs a confidence in column '"
                  + weighted.column()
                  + "', got "
                  + missing
                  + " answers without");
        }
      }
    }
  }

  /**
   * Answers without a confidence among the queries of a trial, the most of any trial and router:
   * routers share models, so that their numbers do not add up.
   */
  private long missing(TallyPass.Found tallies, int column) {
    long most = 0;
    for (Map.Entry<Integer, long[]> group : tallies.totals().entrySet()) {
      if (plan.grid().segments().get(plan.grid().segment(group.getKey())).isAll()) {
        for (int trial = 0; trial < plan.trials(); trial++) {
          long missing = 0;
          for (TrialRole role : TrialTally.COUNTED) {
            missing +=
                queries(group.getKey(), group.getValue(), role, trial)
                    .confidencesMissing()
                    .get(column);
          }
          most = Math.max(most, missing);
        }
      }
    }
    return most;
  }

  private TrialBaseline queries(int group, long[] totals, TrialRole role, int trial) {
    return TrialTally.baseline(totals, plan.tallyShape(group), role, trial);
  }

  /** By stream of groups that have queries. */
  private Map<Integer, StreamFit> fit(Broadcast<TrialPlan> shared, TallyPass.Found tallies) {
    Grid grid = plan.grid();
    Map<Integer, long[]> ranks = new HashMap<>();
    Map<Integer, RankSearch> searches = new HashMap<>();
    tallies
        .totals()
        .forEach(
            (group, totals) -> {
              for (int target = 0; target < grid.targets().size(); target++) {
                Sizes sizes = sizes(group, totals, grid.targets().get(target));
                RankWish wish =
                    new RankWish(
                        plan.fitted().size(), plan.trials(), plan.levels().size(), ranks(sizes));
                for (int kind = 0; kind < grid.kinds().size(); kind++) {
                  int stream = grid.stream(group, kind, target);
                  RankSummary summary = tallies.summaries().getOrDefault(stream, RankSummary.EMPTY);
                  RankSearch search = new RankSearch(summary, wish, limits.collected());
                  expect(search, sizes);
                  ranks.put(stream, wish.ranks());
                  searches.put(stream, search);
                }
              }
            });
    search(shared, searches);
    Map<Integer, StreamFit> fits = new HashMap<>();
    ranks.forEach(
        (stream, ofStream) ->
            fits.put(stream, new StreamFit(ofStream, searches.get(stream).values())));
    return fits;
  }

  /**
   * Queries that count for a target.
   *
   * @param fitted by number of the fitted role and trial
   * @param all by trial
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Sizes(long[][] fitted, long[] all) {}

  private Sizes sizes(int group, long[] totals, RiskTarget target) {
    Sizes sizes = new Sizes(new long[plan.fitted().size()][plan.trials()], new long[plan.trials()]);
    for (int trial = 0; trial < plan.trials(); trial++) {
      for (TrialRole role : List.of(TrialRole.CALIBRATION, TrialRole.VALIDATION, TrialRole.TEST)) {
        TrialBaseline queries = TrialTally.baseline(totals, plan.tallyShape(group), role, trial);
        sizes.all()[trial] += queries.n(target);
        if (plan.fitted().contains(role)) {
          sizes.fitted()[plan.fitted().indexOf(role)][trial] = queries.n(target);
        }
      }
    }
    return sizes;
  }

  private long[] ranks(Sizes sizes) {
    long[] ranks = new long[plan.fitted().size() * plan.trials() * plan.levels().size()];
    for (TrialRole role : plan.fitted()) {
      for (int trial = 0; trial < plan.trials(); trial++) {
        for (int level = 0; level < plan.levels().size(); level++) {
          long n = sizes.fitted()[plan.fitted().indexOf(role)][trial];
          ranks[plan.wish(role, trial, level)] = rank(level, n);
        }
      }
    }
    return ranks;
  }

  private long rank(int level, long n) {
    return knownRanks.computeIfAbsent(
        List.of((long) level, n),
        key -> plan.levels().get(level).rank(n) instanceof ThresholdRank.AtRank at ? at.k() : 0L);
  }

  private void expect(RankSearch search, Sizes sizes) {
    for (int trial = 0; trial < plan.trials(); trial++) {
      if (plan.splits().get(plan.split(trial)).isRandom()) {
        for (int role = 0; role < plan.fitted().size(); role++) {
          search.expect(role, trial, sizes.fitted()[role][trial], sizes.all()[trial]);
        }
      }
    }
  }

  private void search(Broadcast<TrialPlan> shared, Map<Integer, RankSearch> searches) {
    while (true) {
      Map<Integer, SelectionPass.Quest> quests = new HashMap<>();
      searches.forEach(
          (stream, search) -> {
            if (!search.isDone()) {
              quests.put(stream, new SelectionPass.Quest(search.open(), search.zones()));
            }
          });
      if (quests.isEmpty()) {
        return;
      }
      Map<Integer, ZoneSelection.Found> found = SelectionPass.run(records, shared, quests);
      quests.forEach(
          (stream, quest) -> {
            Zones zones = quest.zones();
            ZoneSelection.Found inStream = found.get(stream);
            searches.get(stream).add(zones, inStream);
          });
    }
  }

  private CellThresholds thresholds(int group, int kind, Map<Integer, StreamFit> fits) {
    Grid grid = plan.grid();
    int targets = grid.targets().size();
    int levels = plan.levels().size();
    List<long[]> byRole = new ArrayList<>();
    for (TrialRole judged : CellThresholds.JUDGED) {
      long[] thresholds = new long[plan.trials() * targets * levels];
      Arrays.fill(thresholds, FixedPoint.INFINITE);
      for (int target = 0; target < targets; target++) {
        StreamFit fit = fits.get(grid.stream(group, kind, target));
        for (int trial = 0; trial < plan.trials(); trial++) {
          System.arraycopy(
              fit.thresholds(),
              plan.wish(plan.fittedFor(judged), trial, 0),
              thresholds,
              (trial * targets + target) * levels,
              levels);
        }
      }
      byRole.add(thresholds);
    }
    return new CellThresholds(plan.firstTrials(), grid.targets(), levels, byRole);
  }
}
