package dev.racer.spark.trial;

import dev.racer.core.score.Normalization;
import dev.racer.core.trial.CellCounter;
import dev.racer.core.trial.CellCounts;
import dev.racer.core.trial.CellThresholds;
import dev.racer.core.trial.QueryOutcomes;
import dev.racer.core.trial.QueryVotes;
import dev.racer.core.trial.TrialAssignment;
import dev.racer.core.trial.TrialRole;
import dev.racer.core.trial.VoteSpec;
import dev.racer.spark.conformal.Grid;
import dev.racer.spark.conformal.QueryEvaluation;
import dev.racer.spark.records.RecordBatch;
import dev.racer.spark.records.RecordView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/**
 * The last pass over the records: what the thresholds do. A task's counters, of every cell for
 * every trial, level and temperature, are bounded: very many groups are counted in batches, with a
 * pass for each of them.
 */
final class CountingPass {
  private final TrialPlan plan;
  private final Grid grid;
  private final QueryReader reader;
  private final Map<Integer, CellThresholds> thresholds;
  private final QueryOutcomes[][] outcomes; // by router and kind
  private final QueryVotes[][] votes; // by router and kind, one for those of a normalization
  private final boolean[] isCounted; // by group
  private final CellCounter[] counters;

  private CountingPass(
      Iterator<RecordBatch> batches, TrialPlan plan, Map<Integer, CellThresholds> thresholds) {
    this.plan = plan;
    this.grid = plan.grid();
    this.reader = new QueryReader(batches, plan);
    this.thresholds = thresholds;
    this.outcomes = new QueryOutcomes[grid.routers().size()][grid.kinds().size()];
    for (int r = 0; r < outcomes.length; r++) {
      int poolSize = poolSize(r);
      Arrays.setAll(outcomes[r], kind -> new QueryOutcomes(poolSize));
    }
    this.votes = new QueryVotes[outcomes.length][grid.kinds().size()];
    for (int r = 0; r < outcomes.length; r++) {
      for (int kind = 0; kind < votes[r].length; kind++) {
        int first = firstOfNormalization(kind);
        votes[r][kind] =
            first == kind ? new QueryVotes(poolSize(r), plan.votes()) : votes[r][first];
      }
    }
    this.isCounted = new boolean[grid.groups()];
    thresholds.keySet().forEach(cell -> isCounted[grid.groupOfCell(cell)] = true);
    this.counters = new CellCounter[grid.cells()];
  }

  /** The first score kind with the same normalized router scores. */
  private int firstOfNormalization(int kind) {
    Normalization normalization = grid.kinds().get(kind).normalization();
    int first = 0;
    while (grid.kinds().get(first).normalization() != normalization) {
      first++;
    }
    return first;
  }

  private int poolSize(int router) {
    return grid.routers().get(router).pool().size();
  }

  /**
   * Runs the pass, or several.
   *
   * @param thresholds by cell
   * @param mostBytes most bytes of a task's counters, unless those of a single group take more
   * @return by cell
   */
  static Map<Integer, CellCounts> run(
      JavaRDD<RecordBatch> records,
      Broadcast<TrialPlan> plan,
      Map<Integer, CellThresholds> thresholds,
      long mostBytes) {
    Map<Integer, CellCounts> counted = new HashMap<>();
    for (Set<Integer> groups : batches(plan.value(), thresholds, mostBytes)) {
      Map<Integer, CellThresholds> ofBatch = new HashMap<>(thresholds);
      ofBatch.keySet().removeIf(cell -> !groups.contains(plan.value().grid().groupOfCell(cell)));
      counted.putAll(run(records, plan, ofBatch));
    }
    return counted;
  }

  /** Groups that are counted together. */
  static List<Set<Integer>> batches(
      TrialPlan plan, Map<Integer, CellThresholds> thresholds, long mostBytes) {
    List<Set<Integer>> batches = new ArrayList<>();
    Set<Integer> groups = new TreeSet<>();
    thresholds.keySet().forEach(cell -> groups.add(plan.grid().groupOfCell(cell)));
    long bytes = mostBytes;
    for (int group : groups) {
      long ofGroup = plan.counterBytes(group);
      if (batches.isEmpty() || bytes + ofGroup > mostBytes) {
        batches.add(new HashSet<>());
        bytes = 0;
      }
      batches.get(batches.size() - 1).add(group);
      bytes += ofGroup;
    }
    return batches;
  }

  private static Map<Integer, CellCounts> run(
      JavaRDD<RecordBatch> records,
      Broadcast<TrialPlan> plan,
      Map<Integer, CellThresholds> thresholds) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(records.context());
    Broadcast<Map<Integer, CellThresholds>> shared = context.broadcast(thresholds);
    // a task's counters are many, whatever it reads: few tasks
    int tasks = Math.min(records.getNumPartitions(), context.defaultParallelism());
    Map<Integer, CellCounts> counted =
        records
            .coalesce(tasks)
            .mapPartitionsToPair(
                batches -> new CountingPass(batches, plan.value(), shared.value()).count())
            .reduceByKey(CellCounts::plus)
            .collectAsMap(); // per cell, counts for each trial and level
    shared.destroy();
    return counted;
  }

  private Iterator<Tuple2<Integer, CellCounts>> count() {
    while (reader.next()) {
      if (isJudged()) { // confidences of others need not be there
        add();
      }
    }
    return IntStream.range(0, counters.length)
        .filter(cell -> counters[cell] != null)
        .mapToObj(this::handOver)
        .iterator();
  }

  /** The counts of a cell, whose counter is let go. */
  private Tuple2<Integer, CellCounts> handOver(int cell) {
    CellCounts counts = counters[cell].counts();
    counters[cell] = null;
    return new Tuple2<>(cell, counts);
  }

  /** Whether the query is judged in any trial, and in a group that is counted. */
  private boolean isJudged() {
    QueryEvaluation evaluation = reader.evaluation();
    boolean isInside = false;
    for (int i = 0; i < evaluation.groupCount(); i++) {
      isInside |= isCounted[evaluation.group(i)];
    }
    return isInside && hasJudgedRole();
  }

  private boolean hasJudgedRole() {
    TrialAssignment assignment = reader.assignment();
    for (int split = 0; split < assignment.splits(); split++) {
      for (TrialRole role : CellThresholds.JUDGED) {
        if (assignment.roles(split).count(role) > 0) {
          return true;
        }
      }
    }
    return false;
  }

  private void add() {
    RecordView view = reader.view();
    QueryEvaluation evaluation = reader.evaluation();
    int router = view.router();
    for (int kind = 0; kind < grid.kinds().size(); kind++) {
      QueryOutcomes query = outcomes[router][kind];
      query.of(evaluation.nonconformity(kind), evaluation.criticalScore(kind), evaluation.state());
      if (plan.details().hasCosts()) {
        query.costs(view.costs());
      }
      if (!plan.votes().isEmpty()) {
        vote(kind, query);
      }
      for (int i = 0; i < evaluation.groupCount(); i++) {
        if (isCounted[evaluation.group(i)]) {
          counter(grid.cell(evaluation.group(i), kind), router)
              .add(query, votes[router][kind], reader.assignment());
        }
      }
    }
  }

  private void vote(int kind, QueryOutcomes query) {
    RecordView view = reader.view();
    QueryVotes ofKind = votes[view.router()][kind];
    if (firstOfNormalization(kind) == kind) {
      ofKind.of(view.answers(), view.labels(), reader.evaluation().normalized(kind));
      for (int vote = 0; vote < plan.votes().size(); vote++) {
        if (plan.votes().get(vote) instanceof VoteSpec.ByConfidence weighted) {
          int column = plan.details().confidences().indexOf(weighted.column());
          ofKind.confidences(vote, view.confidences(column));
        }
      }
    }
    ofKind.order(query.candidates());
  }

  private CellCounter counter(int cell, int router) {
    if (counters[cell] == null) {
      counters[cell] = new CellCounter(thresholds.get(cell), plan.cellContent(router));
    }
    return counters[cell];
  }
}
