package dev.racer.jobs.report;

import dev.racer.jobs.evaluate.Verb;
import dev.racer.jobs.report.SimulatedWorld.Query;
import dev.racer.jobs.run.AttemptFolder;
import dev.racer.spark.lake.DateRange;
import dev.racer.spark.publication.Attempt;
import dev.racer.spark.publication.Manifest;
import dev.racer.spark.publication.PublicationStore;
import dev.racer.spark.publication.Publisher;
import dev.racer.spark.publication.QualityReport;
import dev.racer.spark.publication.RunOutcome;
import dev.racer.spark.publication.RunStatus;
import dev.racer.spark.schema.EvaluationTables;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * An evaluation of a {@link SimulatedWorld}, done query by query in plain Java, with every table
 * that an evaluation may have. Not the arithmetic of the product: what it says must only be
 * plausible and hang together.
 */
final class SimulatedEvaluation {
  static final String PUBLICATION = "simulated";
  static final List<String> SCORES = List.of("gap", "inverse-probability");
  static final List<String> LEVELS = List.of("0.001", "0.05", "0.10", "0.20", "0.30", "0.50");
  static final List<String> VOTES =
      List.of("majority", "weighted:router-score", "weighted:stated_confidence");
  static final double[] TEMPERATURES = {0.01, 0.1, 1};
  private static final int K = SimulatedWorld.MODELS.size();

  /** What the outcomes of the world hold beside labels. */
  enum Content {
    LABELS,
    ANSWERS_AND_COSTS
  }

  private final Content content;
  private final int trials;
  private final SimulatedWorld world = new SimulatedWorld(11);
  private final List<Row> trialMetrics = new ArrayList<>();
  private final List<Row> voteMetrics = new ArrayList<>();
  private final List<Row> baselineMetrics = new ArrayList<>();
  private final List<Row> summaries = new ArrayList<>();
  private final List<Row> selections = new ArrayList<>();
  private final List<Row> shiftMetrics = new ArrayList<>();
  private final Scored[][][] scored; // by router, score, query

  /** What a score makes of a query: the order of models, the critical score, the votes. */
  private static final class Scored {
    private final List<Integer> order;
    private final double[] sorted;
    private final double critical;
    private final int nullPlace;
    private final boolean[][][] right; // by number of members, vote, temperature

    Scored(
        List<Integer> order, double[] sorted, double critical, int nullPlace, boolean[][][] right) {
      this.order = order;
      this.sorted = sorted;
      this.critical = critical;
      this.nullPlace = nullPlace;
      this.right = right;
    }
  }

  private enum Role {
    NONE,
    CALIBRATION,
    VALIDATION,
    TEST
  }

  SimulatedEvaluation(Content content, int trials) {
    this.content = content;
    this.trials = trials;
    this.scored = new Scored[SimulatedWorld.ROUTERS.size()][SCORES.size()][world.queries.size()];
    for (int r = 0; r < SimulatedWorld.ROUTERS.size(); r++) {
      for (int s = 0; s < SCORES.size(); s++) {
        for (int q = 0; q < world.queries.size(); q++) {
          scored[r][s][q] = scored(world.queries.get(q), r, s);
        }
      }
    }
    evaluate();
  }

  private static Scored scored(Query query, int router, int score) {
    double[] augmented = SimulatedWorld.augmented(query.scores[router]);
    double largest = 0;
    for (double one : augmented) {
      largest = Math.max(largest, one);
    }
    double[] nonconformity = new double[K + 1];
    for (int m = 0; m <= K; m++) {
      double noise = 1e-6 * new SplittableRandom(query.id * 31L + m).nextDouble();
      nonconformity[m] = (score == 0 ? largest - augmented[m] : 1 - augmented[m]) + noise;
    }
    List<Integer> order = SimulatedWorld.order(nonconformity);
    double[] sorted = new double[K + 1];
    double critical = Double.POSITIVE_INFINITY;
    int nullPlace = 0;
    for (int i = 0; i <= K; i++) {
      int m = order.get(i);
      sorted[i] = nonconformity[m];
      nullPlace = m == K ? i : nullPlace;
      boolean isRight = m == K ? !query.isAnswerable() : query.correct[m];
      if (isRight) {
        critical = Math.min(critical, sorted[i]);
      }
    }
    boolean[][][] right = new boolean[K + 2][VOTES.size()][];
    for (int size = 0; size <= K + 1; size++) {
      List<Integer> members = order.subList(0, size).stream().filter(m -> m < K).toList();
      for (int v = 0; v < VOTES.size(); v++) {
        double[] temperatures = v == 0 ? new double[] {Double.POSITIVE_INFINITY} : TEMPERATURES;
        right[size][v] = new boolean[temperatures.length];
        for (int t = 0; t < temperatures.length; t++) {
          right[size][v][t] = isRight(query, members, v, temperatures[t], router, augmented);
        }
      }
    }
    return new Scored(order, sorted, critical, nullPlace, right);
  }

  private static boolean isRight(
      Query query, List<Integer> members, int vote, double t, int router, double[] augmented) {
    double[] weights = new double[4];
    double[] tie = new double[4];
    for (int m : members) {
      double weight = vote == 2 ? query.stated[m] : query.scores[router][m];
      weights[query.answers[m]] += Math.exp(weight / t);
      tie[query.answers[m]] = Math.max(tie[query.answers[m]], augmented[m]);
    }
    int best = 0;
    for (int a = 1; a < 4; a++) {
      if (weights[a] > weights[best] || (weights[a] == weights[best] && tie[a] > tie[best])) {
        best = a;
      }
    }
    return weights[best] > 0 && best == 0;
  }

  private void evaluate() {
    for (int trial = 0; trial < trials; trial++) {
      SplittableRandom random = new SplittableRandom(1000 + trial);
      Role[] roles = new Role[world.queries.size()];
      for (int q = 0; q < roles.length; q++) {
        double u = random.nextDouble();
        roles[q] = u < 0.5 ? Role.CALIBRATION : u < 0.6 ? Role.VALIDATION : Role.TEST;
      }
      evaluate(EvaluationTables.RANDOM, trial, roles);
    }
    Role[] roles = new Role[world.queries.size()];
    for (int q = 0; q < roles.length; q++) {
      roles[q] = world.queries.get(q).day < SimulatedWorld.LATE ? Role.CALIBRATION : Role.TEST;
    }
    evaluate(EvaluationTables.BY_DATE, 0, roles);
    compareSides(roles);
    summarize(EvaluationTables.RANDOM);
    summarize(EvaluationTables.BY_DATE);
  }

  private void evaluate(String split, int trial, Role[] roles) {
    for (int r = 0; r < SimulatedWorld.ROUTERS.size(); r++) {
      for (int g = 0; g < SimulatedWorld.SEGMENTS.size(); g++) {
        Object[][] best = new Object[SCORES.size() + 1][];
        for (int s = 0; s < SCORES.size(); s++) {
          for (String level : LEVELS) {
            Object[] chosen = cell(split, trial, roles, r, g, s, level);
            for (int choice : new int[] {s, SCORES.size()}) {
              if (chosen.length > 0
                  && (best[choice] == null || (double) chosen[0] > (double) best[choice][0])) {
                best[choice] = chosen;
              }
            }
          }
        }
        if (content == Content.ANSWERS_AND_COSTS && split.equals(EvaluationTables.RANDOM)) {
          for (int choice = 0; choice < best.length; choice++) {
            selection(
                trial, r, g, choice < SCORES.size() ? SCORES.get(choice) : "best", best[choice]);
          }
        }
        if (split.equals(EvaluationTables.RANDOM)) {
          baselines(trial, roles, r, g);
        }
      }
    }
  }

  /** Adds the rows of a cell; returns what a selection would want to know of it. */
  private Object[] cell(String split, int trial, Role[] roles, int r, int g, int s, String level) {
    List<Double> critical = new ArrayList<>();
    for (int q = 0; q < roles.length; q++) {
      if (roles[q] == Role.CALIBRATION && world.queries.get(q).isIn(g)) {
        critical.add(scored[r][s][q].critical);
      }
    }
    critical.sort(null);
    long n = critical.size();
    long rank = (long) Math.ceil((1 - Double.parseDouble(level)) * (n + 1) - 1e-9);
    boolean feasible = rank <= n;
    double threshold = feasible ? critical.get((int) rank - 1) : Double.POSITIVE_INFINITY;
    long[] counts = new long[9];
    double cost = 0;
    long validation = 0;
    long[][] validationRight = new long[VOTES.size()][TEMPERATURES.length];
    long[][] testRight = new long[VOTES.size()][TEMPERATURES.length];
    for (int q = 0; q < roles.length; q++) {
      Query query = world.queries.get(q);
      if (!query.isIn(g) || (roles[q] != Role.VALIDATION && roles[q] != Role.TEST)) {
        continue;
      }
      Scored one = scored[r][s][q];
      int size = 0;
      while (size <= K && one.sorted[size] <= threshold) {
        size++;
      }
      boolean hasNull = one.nullPlace < size;
      for (int v = 0; v < VOTES.size(); v++) {
        for (int t = 0; t < one.right[size][v].length; t++) {
          if (one.right[size][v][t]) {
            (roles[q] == Role.TEST ? testRight : validationRight)[v][t]++;
          }
        }
      }
      if (roles[q] == Role.VALIDATION) {
        validation++;
        continue;
      }
      counts[0]++;
      boolean miss = one.critical > threshold;
      counts[1] += miss ? 1 : 0;
      counts[2] += query.isAnswerable() ? 1 : 0;
      counts[3] += query.isAnswerable() && miss ? 1 : 0;
      counts[4] += query.isAnswerable() ? 0 : 1;
      counts[5] += !query.isAnswerable() && hasNull ? 1 : 0;
      counts[6] += size - (hasNull ? 1 : 0);
      counts[7] += size == (hasNull ? 1 : 0) ? 1 : 0;
      for (int m : one.order.subList(0, size)) {
        cost += m == K ? 0 : SimulatedWorld.COSTS[m];
      }
    }
    boolean hasCosts = content == Content.ANSWERS_AND_COSTS;
    String router = SimulatedWorld.ROUTERS.get(r);
    String segment = SimulatedWorld.SEGMENTS.get(g);
    double m = counts[0];
    trialMetrics.add(
        RowFactory.create(
            split,
            trial,
            router,
            segment,
            "softmax",
            "one-minus-max",
            SCORES.get(s),
            "misrouting",
            "expected",
            level,
            n,
            feasible ? Long.valueOf(rank) : null,
            feasible ? "feasible" : "infeasible",
            orNull(feasible, threshold),
            counts[0],
            counts[0],
            counts[1],
            counts[2],
            counts[3],
            counts[4],
            counts[5],
            0L,
            counts[6],
            counts[7],
            orNull(hasCosts, cost),
            counts[1] / m,
            (double) counts[3] / counts[2],
            counts[5] / m,
            counts[6] / m,
            counts[7] / m,
            orNull(hasCosts, cost / m),
            hasCosts ? 0L : null));
    Object[] chosen = {};
    if (content == Content.ANSWERS_AND_COSTS && split.equals(EvaluationTables.RANDOM)) {
      for (int v = 0; v < VOTES.size(); v++) {
        for (int t = 0; t < (v == 0 ? 1 : TEMPERATURES.length); t++) {
          Double temperature = orNull(v > 0, TEMPERATURES[t]);
          double onValidation = (double) validationRight[v][t] / validation;
          double onTest = testRight[v][t] / m;
          voteMetrics.add(
              RowFactory.create(
                  split,
                  trial,
                  router,
                  segment,
                  "softmax",
                  "one-minus-max",
                  SCORES.get(s),
                  "misrouting",
                  "expected",
                  level,
                  VOTES.get(v),
                  temperature,
                  validation,
                  validationRight[v][t],
                  counts[0],
                  testRight[v][t],
                  onValidation,
                  onTest,
                  counts[7],
                  0L,
                  null,
                  null));
          if (chosen.length == 0 || onValidation > (double) chosen[0]) {
            chosen =
                new Object[] {
                  onValidation,
                  SCORES.get(s),
                  level,
                  VOTES.get(v),
                  temperature,
                  n,
                  feasible ? Long.valueOf(rank) : null,
                  orNull(feasible, threshold),
                  validation,
                  counts[0],
                  onTest,
                  counts[1] / m,
                  counts[6] / m,
                  cost / m
                };
          }
        }
      }
    }
    return chosen;
  }

  private void selection(int trial, int r, int g, String choice, Object[] chosen) {
    selections.add(
        RowFactory.create(
            EvaluationTables.RANDOM,
            trial,
            SimulatedWorld.ROUTERS.get(r),
            SimulatedWorld.SEGMENTS.get(g),
            choice,
            "accuracy",
            chosen[0],
            "softmax",
            "one-minus-max",
            chosen[1],
            "misrouting",
            "expected",
            chosen[2],
            chosen[3],
            chosen[4],
            false,
            chosen[5],
            chosen[6],
            chosen[6] == null ? "infeasible" : "feasible",
            chosen[7],
            chosen[8],
            chosen[0],
            null,
            null,
            chosen[9],
            chosen[10],
            chosen[11],
            chosen[12],
            chosen[13]));
  }

  private void baselines(int trial, Role[] roles, int r, int g) {
    long[] queries = new long[2];
    double[][] right = new double[2][K + 3]; // candidates, top-1, random, oracle
    long[][][] votes = new long[2][VOTES.size()][TEMPERATURES.length];
    double topCost = 0;
    for (int q = 0; q < roles.length; q++) {
      Query query = world.queries.get(q);
      int at = roles[q] == Role.TEST ? 1 : 0;
      if (!query.isIn(g) || (roles[q] != Role.VALIDATION && roles[q] != Role.TEST)) {
        continue;
      }
      queries[at]++;
      int top = 0;
      for (int m = 0; m < K; m++) {
        right[at][m] += query.correct[m] ? 1 : 0;
        right[at][K + 1] += query.correct[m] ? 1.0 / K : 0;
        top = query.scores[r][m] > query.scores[r][top] ? m : top;
      }
      right[at][K] += query.correct[top] ? 1 : 0;
      right[at][K + 2] += query.isAnswerable() ? 1 : 0;
      topCost += at == 1 ? SimulatedWorld.COSTS[top] : 0;
      for (int v = 0; v < VOTES.size(); v++) {
        for (int t = 0; t < scored[r][0][q].right[K + 1][v].length; t++) {
          votes[at][v][t] += scored[r][0][q].right[K + 1][v][t] ? 1 : 0;
        }
      }
    }
    int best = 0;
    double allCosts = 0;
    for (int m = 0; m < K; m++) {
      best = right[0][m] > right[0][best] ? m : best;
      allCosts += SimulatedWorld.COSTS[m];
      String model = SimulatedWorld.MODELS.get(m);
      baseline(
          trial, r, g, "model", model, null, null, queries, right, m, 1, SimulatedWorld.COSTS[m]);
    }
    String single = SimulatedWorld.MODELS.get(best);
    double cost = SimulatedWorld.COSTS[best];
    baseline(trial, r, g, "best-single", single, null, null, queries, right, best, 1, cost);
    baseline(trial, r, g, "top-1", null, null, null, queries, right, K, 1, topCost / queries[1]);
    baseline(trial, r, g, "random", null, null, null, queries, right, K + 1, 1, allCosts / K);
    baseline(trial, r, g, "oracle", null, null, null, queries, right, K + 2, 1, null);
    if (content == Content.ANSWERS_AND_COSTS) {
      for (int v = 0; v < VOTES.size(); v++) {
        for (int t = 0; t < (v == 0 ? 1 : TEMPERATURES.length); t++) {
          double[][] counts = {{votes[0][v][t]}, {votes[1][v][t]}};
          Double temperature = orNull(v > 0, TEMPERATURES[t]);
          String vote = VOTES.get(v);
          baseline(
              trial, r, g, "full-pool", null, vote, temperature, queries, counts, 0, K, allCosts);
        }
      }
    }
  }

  private void baseline(
      int trial,
      int r,
      int g,
      String baseline,
      String model,
      String vote,
      Double temperature,
      long[] queries,
      double[][] right,
      int index,
      double calls,
      Double cost) {
    boolean hasCosts = content == Content.ANSWERS_AND_COSTS;
    baselineMetrics.add(
        RowFactory.create(
            EvaluationTables.RANDOM,
            trial,
            SimulatedWorld.ROUTERS.get(r),
            SimulatedWorld.SEGMENTS.get(g),
            baseline,
            model,
            vote,
            temperature,
            queries[0],
            right[0][index],
            queries[1],
            right[1][index],
            calls,
            hasCosts ? cost : null,
            right[1][index] / queries[1]));
  }

  private void compareSides(Role[] roles) {
    for (String router : SimulatedWorld.ROUTERS) {
      for (int g = 0; g < SimulatedWorld.SEGMENTS.size(); g++) {
        long[] queries = new long[2];
        long[][] right = new long[2][K];
        for (int q = 0; q < roles.length; q++) {
          Query query = world.queries.get(q);
          int side = roles[q] == Role.TEST ? 1 : 0;
          queries[side] += query.isIn(g) ? 1 : 0;
          for (int m = 0; m < K; m++) {
            right[side][m] += query.isIn(g) && query.correct[m] ? 1 : 0;
          }
        }
        for (int m = 0; m < K; m++) {
          double before = (double) right[0][m] / queries[0];
          double after = (double) right[1][m] / queries[1];
          double both = (double) (right[0][m] + right[1][m]) / (queries[0] + queries[1]);
          double sd = Math.sqrt(both * (1 - both) * (1.0 / queries[0] + 1.0 / queries[1]));
          double p =
              2 * NormalDistribution.of(0, 1).survivalProbability(Math.abs(after - before) / sd);
          shiftMetrics.add(
              RowFactory.create(
                  EvaluationTables.BY_DATE,
                  router,
                  SimulatedWorld.SEGMENTS.get(g),
                  "model",
                  SimulatedWorld.MODELS.get(m),
                  queries[0],
                  right[0][m],
                  queries[1],
                  right[1][m],
                  before,
                  after,
                  p,
                  p < 1e-4));
        }
      }
    }
  }

  private void summarize(String split) {
    for (String router : SimulatedWorld.ROUTERS) {
      for (String segment : SimulatedWorld.SEGMENTS) {
        for (String score : SCORES) {
          for (String level : LEVELS) {
            List<Row> rows =
                trialMetrics.stream()
                    .filter(
                        row ->
                            row.getString(0).equals(split)
                                && row.getString(2).equals(router)
                                && row.getString(3).equals(segment)
                                && row.getString(6).equals(score)
                                && row.getString(9).equals(level))
                    .toList();
            summarize(split, router, segment, score, level, rows);
          }
        }
      }
    }
  }

  private void summarize(
      String split, String router, String segment, String score, String level, List<Row> rows) {
    List<Row> feasible = rows.stream().filter(row -> row.getString(12).equals("feasible")).toList();
    double misses = 0;
    double expected = 0;
    double variance = 0;
    double reference = 0;
    double spread = 0;
    for (Row row : feasible) {
      double n = row.getLong(10);
      double k = row.getLong(11);
      double m = row.getLong(15);
      double mean = (n + 1 - k) / (n + 1);
      double one = m * mean * (1 - mean) * (n + 1 + m) / (n + 2);
      misses += row.getLong(16);
      expected += m * mean;
      variance += one;
      reference += mean / feasible.size();
      spread += Math.sqrt(one) / m / feasible.size();
    }
    boolean any = !feasible.isEmpty();
    double z = any ? (misses - expected) / Math.sqrt(variance) : 0;
    double p = 2 * NormalDistribution.of(0, 1).survivalProbability(Math.abs(z));
    boolean isChecked = any && !(segment.equals("all") && split.equals(EvaluationTables.RANDOM));
    summaries.add(
        RowFactory.create(
            split,
            router,
            segment,
            "softmax",
            "one-minus-max",
            score,
            "misrouting",
            "expected",
            level,
            rows.size(),
            feasible.size(),
            mean(rows, 10),
            mean(rows, 15),
            mean(feasible, 25),
            sd(feasible, 25),
            orNull(any, reference),
            orNull(any, spread),
            orNull(any, z),
            orNull(any, p),
            orNull(any, p),
            isChecked ? (p < 1e-6 ? "failed" : "passed") : "not-checked",
            isChecked ? null : any ? "segments in different shares" : "no threshold in any trial",
            mean(feasible, 26),
            sd(feasible, 26),
            mean(feasible, 27),
            sd(feasible, 27),
            mean(feasible, 28),
            sd(feasible, 28),
            mean(feasible, 29),
            sd(feasible, 29),
            0.0,
            router.equals("knn") ? 0.62 : 0.0));
  }

  private static Double orNull(boolean isThere, double value) {
    return isThere ? Double.valueOf(value) : null;
  }

  private static Double mean(List<Row> rows, int column) {
    double sum = 0;
    for (Row row : rows) {
      sum += ((Number) row.get(column)).doubleValue();
    }
    return orNull(!rows.isEmpty(), sum / rows.size());
  }

  private static Double sd(List<Row> rows, int column) {
    if (rows.size() < 2) {
      return null;
    }
    double mean = mean(rows, column);
    double squares = 0;
    for (Row row : rows) {
      double off = ((Number) row.get(column)).doubleValue() - mean;
      squares += off * off;
    }
    return Math.sqrt(squares / (rows.size() - 1));
  }

  /** Writes everything as an evaluation leaves it, status and all; returns the attempt. */
  Attempt write(SparkSession spark, PublicationStore store, String runId, Instant endedAt) {
    Attempt attempt = store.newAttempt(runId);
    AttemptFolder folder = new AttemptFolder(spark, attempt);
    write(
        spark,
        folder,
        trialMetrics,
        EvaluationTables.TRIAL_METRICS,
        EvaluationTables.trialMetrics());
    write(
        spark,
        folder,
        baselineMetrics,
        EvaluationTables.BASELINE_METRICS,
        EvaluationTables.baselineMetrics());
    write(
        spark,
        folder,
        summaries,
        EvaluationTables.EVALUATION_SUMMARY,
        EvaluationTables.evaluationSummary());
    write(
        spark, folder, voteMetrics, EvaluationTables.VOTE_METRICS, EvaluationTables.voteMetrics());
    write(spark, folder, selections, EvaluationTables.SELECTIONS, EvaluationTables.selections());
    write(
        spark,
        folder,
        shiftMetrics,
        EvaluationTables.SHIFT_METRICS,
        EvaluationTables.shiftMetrics());
    attempt.write(
        Manifest.FILE,
        new Manifest(
                runId,
                PUBLICATION,
                new Manifest.Code("0.1.0", "unknown", spark.version()),
                0,
                DateRange.ALL,
                List.of(
                    new Manifest.ConfigEntry("policy.nonconformity", "gap", "defaults.conf: 1"),
                    new Manifest.ConfigEntry("policy.risk-level", "0.10", "defaults.conf: 2"),
                    new Manifest.ConfigEntry(
                        "evaluate.confidence-source", "\"the models, asked\"", "--set")),
                List.of(
                    new Manifest.Input(
                        "queries", "lake/queries", 1, 1000, 2230, "0123456789abcdef")),
                QualityReport.EMPTY,
                folder.outputs())
            .toJson());
    Publisher.verifyOutputs(attempt);
    store.writeStatus(
        new RunStatus(
            runId,
            attempt.id(),
            Verb.EVALUATE.key(),
            Optional.empty(),
            RunOutcome.EVALUATED,
            0,
            Optional.empty(),
            OptionalLong.empty(),
            endedAt.minusSeconds(30),
            endedAt,
            Optional.empty(),
            List.of()));
    return attempt;
  }

  private static void write(
      SparkSession spark, AttemptFolder folder, List<Row> rows, String table, StructType schema) {
    folder.write(spark.createDataFrame(rows, schema).coalesce(1), table);
  }
}
