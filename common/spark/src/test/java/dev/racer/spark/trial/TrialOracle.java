package dev.racer.spark.trial;

import dev.racer.core.conformal.CalibrationOutcome;
import dev.racer.core.conformal.CriticalScore;
import dev.racer.core.conformal.LabelState;
import dev.racer.core.conformal.Labels;
import dev.racer.core.conformal.RiskTarget;
import dev.racer.core.score.FixedPoint;
import dev.racer.core.score.QueryScorer;
import dev.racer.core.score.ScoreKind;
import dev.racer.core.score.TieNoise;
import dev.racer.core.score.XxHash64;
import dev.racer.core.trial.SplitShares;
import dev.racer.core.trial.TrialBaseline;
import dev.racer.core.trial.TrialCounts;
import dev.racer.core.trial.TrialLevel;
import dev.racer.core.trial.TrialRole;
import dev.racer.core.trial.VoteSpec;
import dev.racer.core.vote.MissingConfidence;
import dev.racer.core.vote.TemperatureGrid;
import dev.racer.core.vote.VoteCount;
import dev.racer.spark.conformal.Grid;
import dev.racer.spark.conformal.Segment;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What trials have to say, by plain loops over all queries, one trial, level and question at a
 * time. Scores, ranks and single votes are those of the core, which has oracles of its own.
 */
final class TrialOracle {
  /** A query as one router sees it; arrays in the order of the router's pool. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Query(
      int router,
      String id,
      int day,
      List<String> segments,
      double[] scores,
      byte[] labels,
      long[] answers,
      double[][] confidences,
      long[] costs) {}

  /** Tells the role of a query in a trial. */
  interface Roles {
    TrialRole of(Query query, int trial);
  }

  /** What a vote comes to. */
  record Votes(List<Long> correct, List<Long> unknown, long unanswered) {}

  private static final BigInteger TWO_TO_64 = BigInteger.TWO.pow(64);

  private final TrialPlan plan;
  private final List<Query> queries;
  private final Roles roles;
  private final Map<List<Object>, List<Query>> known = new HashMap<>();
  private final Map<List<Object>, long[]> knownScores = new HashMap<>();

  TrialOracle(TrialPlan plan, List<Query> queries, Roles roles) {
    this.plan = plan;
    this.queries = queries;
    this.roles = roles;
  }

  /** The role in a random split, in whole numbers of any size. */
  static TrialRole random(long seed, int trial, String id, SplitShares shares) {
    BigDecimal draw = draw(seed, trial, id);
    if (draw.compareTo(shares.calibration()) < 0) {
      return TrialRole.CALIBRATION;
    }
    return draw.compareTo(shares.calibration().add(shares.validation())) < 0
        ? TrialRole.VALIDATION
        : TrialRole.TEST;
  }

  /** A draw as a number in [0, 1). */
  static BigDecimal draw(long seed, int trial, String id) {
    byte[] text = ("split\0" + id).getBytes(StandardCharsets.UTF_8);
    BigInteger z = BigInteger.valueOf(XxHash64.hash(text, 0, text.length, seed));
    BigInteger gamma = new BigInteger("9E3779B97F4A7C15", 16);
    z = z.add(gamma.multiply(BigInteger.valueOf(trial + 1L))).mod(TWO_TO_64);
    z = z.xor(z.shiftRight(30)).multiply(new BigInteger("BF58476D1CE4E5B9", 16)).mod(TWO_TO_64);
    z = z.xor(z.shiftRight(27)).multiply(new BigInteger("94D049BB133111EB", 16)).mod(TWO_TO_64);
    z = z.xor(z.shiftRight(31));
    return new BigDecimal(z).divide(new BigDecimal(TWO_TO_64)); // ends: a power of two
  }

  /** The queries of a group with a role. */
  private List<Query> members(int group, TrialRole role, int trial) {
    return known.computeIfAbsent(
        List.of(group, role, trial), key -> findMembers(group, role, trial));
  }

  private List<Query> findMembers(int group, TrialRole role, int trial) {
    Grid grid = plan.grid();
    Segment segment = grid.segments().get(grid.segment(group));
    List<Query> members = new ArrayList<>();
    for (Query query : queries) {
      boolean inside = query.router() == grid.router(group) && !segment.isRest();
      for (int i = 0; i < segment.values().size(); i++) {
        int column = grid.segmentColumns().indexOf(segment.columns().get(i));
        inside &= segment.values().get(i).equals(query.segments().get(column));
      }
      if (inside && roles.of(query, trial) == role) {
        members.add(query);
      }
    }
    return members;
  }

  TrialBaseline baseline(TrialRole role, int group, int trial) {
    List<Query> members = members(group, role, trial);
    int pool = plan.grid().routers().get(plan.grid().router(group)).pool().size();
    long tied = 0;
    long top = 0;
    for (Query query : members) {
      tied += Arrays.stream(query.scores()).distinct().count() < pool ? 1 : 0;
      int best = 0;
      for (int m = 0; m < pool; m++) {
        best = query.scores()[m] > query.scores()[best] ? m : best;
      }
      top += query.labels()[best] == Labels.CORRECT ? 1 : 0;
    }
    List<Long> correct = new ArrayList<>();
    List<Long> costs = new ArrayList<>();
    List<Long> costsMissing = new ArrayList<>();
    for (int m = 0; m < pool; m++) {
      int model = m;
      correct.add(members.stream().filter(q -> q.labels()[model] == Labels.CORRECT).count());
      costs.add(members.stream().mapToLong(q -> Math.max(0, q.costs()[model])).sum());
      costsMissing.add(members.stream().filter(q -> q.costs()[model] < 0).count());
    }
    List<Long> confidencesMissing = new ArrayList<>();
    for (int c = 0; c < plan.details().confidences().size(); c++) {
      long missing = 0;
      for (Query query : members) {
        for (int m = 0; m < pool; m++) {
          boolean isNone = Double.isNaN(query.confidences()[c][m]);
          missing += query.answers()[m] != 0 && isNone ? 1 : 0;
        }
      }
      confidencesMissing.add(missing);
    }
    return new TrialBaseline(
        members.stream().filter(q -> state(q) == LabelState.ANSWERABLE).count(),
        members.stream().filter(q -> state(q) == LabelState.UNANSWERABLE).count(),
        members.stream().filter(q -> state(q) == LabelState.PARTLY_ANSWERABLE).count(),
        members.stream().filter(q -> state(q) == LabelState.UNDECIDED).count(),
        tied,
        top,
        correct,
        plan.details().hasCosts() ? costs : List.of(),
        plan.details().hasCosts() ? costsMissing : List.of(),
        confidencesMissing);
  }

  CalibrationOutcome outcome(TrialRole fitted, int group, int kind, int target, int trial, int l) {
    RiskTarget riskTarget = plan.grid().targets().get(target);
    List<Long> critical = new ArrayList<>();
    for (Query query : members(group, fitted, trial)) {
      if (riskTarget.includes(state(query))) {
        critical.add(critical(query, kind));
      }
    }
    critical.sort(null);
    TrialLevel level = plan.levels().get(l);
    return CalibrationOutcome.of(level.rank(critical.size()), rank -> critical.get((int) rank - 1));
  }

  TrialCounts counts(TrialRole role, int group, int kind, int target, int trial, long threshold) {
    List<Query> members = members(group, role, trial);
    RiskTarget riskTarget = plan.grid().targets().get(target);
    long n = 0;
    long misses = 0;
    long answerable = 0;
    long answerableMisses = 0;
    long unanswerable = 0;
    long nullCredits = 0;
    long unknown = 0;
    long sizes = 0;
    long abstentions = 0;
    long cost = 0;
    long costMissing = 0;
    for (Query query : members) {
      long critical = critical(query, kind);
      boolean missed = critical > threshold || critical == FixedPoint.INFINITE;
      LabelState state = state(query);
      if (riskTarget.includes(state)) {
        n++;
        misses += missed ? 1 : 0;
      }
      if (state == LabelState.ANSWERABLE) {
        answerable++;
        answerableMisses += missed ? 1 : 0;
      }
      if (state == LabelState.UNANSWERABLE) {
        unanswerable++;
        long nullModel = nonconformity(query, kind)[query.labels().length];
        nullCredits += nullModel <= threshold && nullModel != FixedPoint.INFINITE ? 1 : 0;
      }
      unknown += state.complete() ? 0 : 1;
      int[] set = set(query, kind, threshold);
      sizes += set.length;
      abstentions += set.length == 0 ? 1 : 0;
      for (int m : set) {
        cost += Math.max(0, query.costs()[m]);
        costMissing += query.costs()[m] < 0 ? 1 : 0;
      }
    }
    boolean costs = plan.details().hasCosts();
    return new TrialCounts(
        members.size(),
        n,
        misses,
        answerable,
        answerableMisses,
        unanswerable,
        nullCredits,
        unknown,
        sizes,
        abstentions,
        costs ? cost : 0,
        costs ? costMissing : 0);
  }

  Votes votes(TrialRole role, int group, int kind, int trial, long threshold, VoteSpec vote) {
    List<Query> members = members(group, role, trial);
    Long[] correct = new Long[vote.size()];
    Long[] unknown = new Long[vote.size()];
    long unanswered = 0;
    for (int t = 0; t < vote.size(); t++) {
      correct[t] = 0L;
      unknown[t] = 0L;
      unanswered = 0;
      for (Query query : members) {
        int winner = winner(query, kind, set(query, kind, threshold), vote, t);
        unanswered += winner == VoteCount.NO_WINNER ? 1 : 0;
        if (winner != VoteCount.NO_WINNER) {
          correct[t] += query.labels()[winner] == Labels.CORRECT ? 1 : 0;
          unknown[t] += query.labels()[winner] == Labels.UNKNOWN ? 1 : 0;
        }
      }
    }
    return new Votes(List.of(correct), List.of(unknown), unanswered);
  }

  private int winner(Query query, int kind, int[] set, VoteSpec vote, int temperature) {
    int pool = query.scores().length;
    double[] normalized = new double[pool];
    plan.grid().kinds().get(kind).normalization().apply(query.scores(), normalized, pool);
    VoteCount count = new VoteCount(pool);
    count.query(query.answers(), normalized);
    if (vote instanceof VoteSpec.Majority) {
      return count.majority(set, set.length);
    }
    double[] weights = normalized;
    if (vote instanceof VoteSpec.ByConfidence weighted) {
      int column = plan.details().confidences().indexOf(weighted.column());
      weights = query.confidences()[column].clone();
      for (int m = 0; m < pool; m++) {
        if (Double.isNaN(weights[m]) && weighted.missing() == MissingConfidence.ZERO) {
          weights[m] = 0;
        }
      }
    }
    double t = vote.temperatures().orElseThrow().temperature(temperature);
    int[] winners = new int[1];
    count.weighted(set, set.length, weights, TemperatureGrid.of(t), winners);
    return winners[0];
  }

  private int[] set(Query query, int kind, long threshold) {
    long[] nonconformity = nonconformity(query, kind);
    return IntStream.range(0, query.scores().length)
        .filter(m -> nonconformity[m] <= threshold)
        .toArray();
  }

  private static LabelState state(Query query) {
    return LabelState.state(query.labels(), query.labels().length);
  }

  private long critical(Query query, int kind) {
    return CriticalScore.of(nonconformity(query, kind), query.labels(), query.labels().length);
  }

  private long[] nonconformity(Query query, int kind) {
    return knownScores.computeIfAbsent(
        List.of(query.router(), query.id(), kind), key -> findNonconformity(query, kind));
  }

  private long[] findNonconformity(Query query, int kind) {
    ScoreKind scoreKind = plan.grid().kinds().get(kind);
    int pool = query.scores().length;
    double[] noise = new double[pool + 1];
    long[] nonconformity = new long[pool + 1];
    new TieNoise(plan.grid().smoothing(), plan.grid().routers().get(query.router()).pool())
        .fill(query.id(), noise);
    new QueryScorer(pool, scoreKind).nonconformity(query.scores(), noise, nonconformity);
    return nonconformity;
  }
}
