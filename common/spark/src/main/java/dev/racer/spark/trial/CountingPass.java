package dev.racer.spark.trial;

import dev.racer.core.score.Normalization;
import dev.racer.core.trial.CellContent;
import dev.racer.core.trial.CellCounter;
import dev.racer.core.trial.CellCounts;
import dev.racer.core.trial.CellThresholds;
import dev.racer.core.trial.QueryOutcomes;
import dev.racer.core.trial.QueryVotes;
import dev.racer.core.trial.VoteSpec;
import dev.racer.spark.conformal.Grid;
import dev.racer.spark.conformal.QueryEvaluation;
import dev.racer.spark.records.RecordBatch;
import dev.racer.spark.records.RecordView;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/** The last pass over the records: what the thresholds do. */
final class CountingPass {
  private final TrialPlan plan;
  private final Grid grid;
  private final QueryReader reader;
  private final Map<Integer, CellThresholds> thresholds;
  private final QueryOutcomes[][] outcomes; // by router and kind
  private final QueryVotes[][] votes; // by router and kind, one for those of a normalization
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
   * Runs the pass, or several: as many as keep a task's counters within a limit, which takes many
   * groups, or many votes with many temperatures, to be more than one.
   *
   * @param thresholds by cell
   * @param mostBytes the limit, about
   * @return by cell
   */
  static Map<Integer, CellCounts> run(
      JavaRDD<RecordBatch> records,
      Broadcast<TrialPlan> plan,
      Map<Integer, CellThresholds> thresholds,
      long mostBytes) {
    Map<Integer, CellCounts> counts = new HashMap<>();
    Map<Integer, CellThresholds> batch = new HashMap<>();
    long bytes = 0;
    for (Map.Entry<Integer, CellThresholds> cell : new TreeMap<>(thresholds).entrySet()) {
      long more = bytes(plan.value(), cell.getKey());
      if (bytes + more > mostBytes && !batch.isEmpty()) {
        counts.putAll(count(records, plan, batch));
        batch = new HashMap<>();
        bytes = 0;
      }
      batch.put(cell.getKey(), cell.getValue());
      bytes += more;
    }
    if (!batch.isEmpty()) {
      counts.putAll(count(records, plan, batch));
    }
    return counts;
  }

  private static long bytes(TrialPlan plan, int cell) {
    int router = plan.grid().router(plan.grid().groupOfCell(cell));
    int columns = plan.grid().targets().size() * plan.levels().size();
    return content(plan, router).bytes(plan.trials(), columns);
  }

  private static CellContent content(TrialPlan plan, int router) {
    int poolSize = plan.grid().routers().get(router).pool().size();
    return new CellContent(poolSize, plan.details().hasCosts(), plan.votes());
  }

  private static Map<Integer, CellCounts> count(
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
      add();
    }
    return IntStream.range(0, counters.length)
        .filter(cell -> counters[cell] != null)
        .mapToObj(cell -> new Tuple2<>(cell, counters[cell].counts()))
        .iterator();
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
        int cell = grid.cell(evaluation.group(i), kind);
        if (thresholds.containsKey(cell)) {
          counter(cell, router).add(query, votes[router][kind], reader.assignment());
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
      counters[cell] = new CellCounter(thresholds.get(cell), content(plan, router));
    }
    return counters[cell];
  }
}
